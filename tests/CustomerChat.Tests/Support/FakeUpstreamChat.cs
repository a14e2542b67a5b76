using CustomerChat.Chats;

namespace CustomerChat.Tests.Support;

/// <summary>One chat at the contact centre in memory.</summary>
internal sealed class FakeUpstreamChat
{
    private readonly List<UpstreamMessage> _log = [];

    public ChatState State { get; set; } = ChatState.WaitingForAgent;

    public bool CompletedByCustomer { get; set; }

    /// <summary>All that was ever said.</summary>
    public IReadOnlyList<UpstreamMessage> Log => _log;

    /// <summary>From where on the log is there, after it was begun anew: what was before can't be read any more.</summary>
    public int LogFrom { get; set; }

    public IEnumerable<string> CustomersTexts => _log.Where(m => m.IsCustomersText).Select(m => m.Text!);

    /// <summary>Asks for a person.</summary>
    public void AskHandOver() =>
        _log.Add(new UpstreamMessage(_log.Count + 1, EntryType.Notice, new("", "", ParticipantType.External)) { IsSilent = true, AsksHandOver = true });

    public void Add(EntryType type, Participant from, string? text, long? echoOf = null) =>
        _log.Add(new UpstreamMessage(_log.Count + 1, type, from, text) { EchoOf = echoOf });
}
