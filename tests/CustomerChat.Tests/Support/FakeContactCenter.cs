using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Turn;

namespace CustomerChat.Tests.Support;

/// <summary>A contact centre in memory that can fail before or after every effect.</summary>
internal sealed class FakeContactCenter : IContactCenter, IContactCenters
{
    private readonly List<UpstreamMessage> _log = [];
    private static readonly Participant Customer = new("Ann", "1", ParticipantType.Customer);
    private static readonly Participant Agent = new("Agnes", "2", ParticipantType.Agent);

    /// <summary>Asked before every effect with the operation's name; a fault and whether it comes after the effect.</summary>
    public Func<string, (ContactCenterFault Fault, bool AfterEffect)?> Fail { get; set; } = _ => null;

    /// <summary>Called before and after every effect; throws to let the process die there.</summary>
    public Action<string> At { get; set; } = _ => { };

    public ChatState State { get; set; } = ChatState.WaitingForAgent;

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    public int Opened { get; private set; }

    public bool CompletedByCustomer { get; private set; }

    public IReadOnlyList<UpstreamMessage> Log => _log;

    public IEnumerable<string> CustomersTexts => _log.Where(m => m.IsCustomersText).Select(m => m.Text!);

    public IContactCenter? Find(string contactCenterId) => this;

    public void Say(string text) => Add(EntryType.Text, Agent, text);

    public void Add(EntryType type, Participant from, string? text = null) => _log.Add(new UpstreamMessage(_log.Count + 1, type, from, text));

    public Task<string> RequestChatAsync(ChatOpening opening, CancellationToken cancellationToken) =>
        Run("RequestChat", () =>
        {
            // A second opening is a new chat: what the first one holds is seen by nobody.
            Opened++;
            _log.Clear();
            Add(EntryType.ParticipantJoined, Customer);
            return "/api/v2/me/chat/u";
        });

    public Task SendMessageAsync(string path, string text, CancellationToken cancellationToken) =>
        Run("SendMessage", () =>
        {
            Add(EntryType.Text, Customer, text);
            return true;
        });

    public Task SendTypingAsync(string path, bool started, CancellationToken cancellationToken) =>
        Run("Typing", () =>
        {
            Add(started ? EntryType.TypingStarted : EntryType.TypingStopped, Customer);
            return true;
        });

    public Task CompleteAsync(string path, CancellationToken cancellationToken) =>
        Run("Complete", () =>
        {
            CompletedByCustomer = true;
            State = ChatState.Idle;
            return true;
        });

    public Task<UpstreamChat> GetChatAsync(string path, CancellationToken cancellationToken) =>
        Run("GetChat", () => new UpstreamChat(State, [Customer]));

    public Task<ImmutableArray<UpstreamMessage>> GetMessagesAsync(string path, long fromIndex, CancellationToken cancellationToken) =>
        Run("GetMessages", () => _log.Where(m => m.Index >= fromIndex).ToImmutableArray());

    private Task<T> Run<T>(string operation, Func<T> effect)
    {
        At("before " + operation);
        var failure = Fail(operation);
        if (failure is { AfterEffect: false } before)
        {
            return Task.FromException<T>(new ContactCenterException(before.Fault, "test"));
        }

        var result = effect();
        At("after " + operation);
        return failure is { } after ? Task.FromException<T>(new ContactCenterException(after.Fault, "test")) : Task.FromResult(result);
    }
}
