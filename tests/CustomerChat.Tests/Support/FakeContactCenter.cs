using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Turn;

namespace CustomerChat.Tests.Support;

/// <summary>A contact centre in memory that can fail before or after every effect. What the tests say without naming a chat is of the one opened last.</summary>
internal sealed class FakeContactCenter : IContactCenter, IContactCenters
{
    private static readonly Participant Customer = new("Ann", "1", ParticipantType.Customer);
    private static readonly Participant Agent = new("Agnes", "2", ParticipantType.Agent);

    private readonly List<FakeUpstreamChat> _chats = [];

    /// <summary>Asked before every effect with the operation's name; a fault and whether it comes after the effect.</summary>
    public Func<string, (ContactCenterFault Fault, bool AfterEffect)?> Fail { get; set; } = _ => null;

    /// <summary>Called before and after every effect; throws to let the process die there.</summary>
    public Action<string> At { get; set; } = _ => { };

    /// <summary>Awaited before the effect of an operation, with its name: how long it takes.</summary>
    public Func<string, Task> Takes { get; set; } = _ => Task.CompletedTask;

    /// <summary>False: it is not in the settings any more.</summary>
    public bool IsConfigured { get; set; } = true;

    public ChatState State
    {
        get => Last.State;
        set => Last.State = value;
    }

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    public TimeSpan OpenTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public int Opened => _chats.Count;

    public IReadOnlyList<FakeUpstreamChat> Chats => _chats;

    public bool CompletedByCustomer => Last.CompletedByCustomer;

    public IReadOnlyList<UpstreamMessage> Log => Last.Log;

    public IEnumerable<string> CustomersTexts => Last.CustomersTexts;

    private FakeUpstreamChat Last => _chats.Count == 0 ? new FakeUpstreamChat() : _chats[^1];

    public IContactCenter? Find(string contactCenterId) => IsConfigured ? this : null;

    public void Say(string text) => Add(EntryType.Text, Agent, text);

    public void Add(EntryType type, Participant from, string? text = null) => Last.Add(type, from, text);

    public Task<string> RequestChatAsync(ChatOpening opening, CancellationToken cancellationToken) =>
        RunAsync("RequestChat", () =>
        {
            // A second opening is a new chat: what the first one holds is seen by nobody.
            _chats.Add(new FakeUpstreamChat());
            Add(EntryType.ParticipantJoined, Customer);
            return $"/api/v2/me/chat/u{_chats.Count}";
        });

    public Task SendMessageAsync(string path, string text, CancellationToken cancellationToken) =>
        RunAsync("SendMessage", () =>
        {
            if (Of(path).State == ChatState.Idle)
            {
                throw new ContactCenterException(ContactCenterFault.NotNow, "test");
            }

            Of(path).Add(EntryType.Text, Customer, text);
            return true;
        });

    public Task SendTypingAsync(string path, bool started, CancellationToken cancellationToken) =>
        RunAsync("Typing", () =>
        {
            Of(path).Add(started ? EntryType.TypingStarted : EntryType.TypingStopped, Customer, null);
            return true;
        });

    public Task CompleteAsync(string path, CancellationToken cancellationToken) =>
        RunAsync("Complete", () =>
        {
            Of(path).CompletedByCustomer = true;
            Of(path).State = ChatState.Idle;
            return true;
        });

    public Task<UpstreamChat> GetChatAsync(string path, CancellationToken cancellationToken) =>
        RunAsync("GetChat", () => new UpstreamChat(Of(path).State, [Customer]));

    public Task<ImmutableArray<UpstreamMessage>> GetMessagesAsync(string path, long fromIndex, CancellationToken cancellationToken) =>
        RunAsync("GetMessages", () => Of(path).Log.Where(m => m.Index >= fromIndex).ToImmutableArray());

    private FakeUpstreamChat Of(string path) => _chats[int.Parse(path.AsSpan(path.LastIndexOf('u') + 1), System.Globalization.CultureInfo.InvariantCulture) - 1];

    private async Task<T> RunAsync<T>(string operation, Func<T> effect)
    {
        At("before " + operation);
        await Takes(operation);
        var failure = Fail(operation);
        if (failure is { AfterEffect: false } before)
        {
            throw new ContactCenterException(before.Fault, "test");
        }

        var result = effect();
        At("after " + operation);
        return failure is { } after ? throw new ContactCenterException(after.Fault, "test") : result;
    }
}
