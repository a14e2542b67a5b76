using CustomerChat.Chats;
using CustomerChat.Hours;
using CustomerChat.Turn;

namespace CustomerChat.Tests.Support;

/// <summary>A contact centre in memory that can fail before or after every effect. What the tests say without naming a chat is of the one opened last.</summary>
internal sealed class FakeContactCenter : IContactCenter, IContactCenters
{
    private static readonly Participant Customer = new("Ann", "1", ParticipantType.Customer);
    private static readonly Participant Agent = new("Agnes", "2", ParticipantType.Agent);

    private readonly List<FakeUpstreamChat> _chats = [];
    private readonly Dictionary<UpstreamHandle, UpstreamHandle> _byReservation = [];
    private int _reserved;

    /// <summary>Asked before every effect with the operation's name; a fault and whether it comes after the effect.</summary>
    public Func<string, (ContactCenterFault Fault, bool AfterEffect)?> Fail { get; set; } = _ => null;

    /// <summary>A gateway in front of it fails, and not the contact centre itself.</summary>
    public bool HasAGateway { get; set; }

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

    public long MaxFile { get; set; }

    /// <summary>What the chats were opened with, and what came with the texts.</summary>
    public List<ChatOpening> Openings { get; } = [];

    public int Opened => _chats.Count;

    public IReadOnlyList<FakeUpstreamChat> Chats => _chats;

    public bool CompletedByCustomer => Last.CompletedByCustomer;

    public IReadOnlyList<UpstreamMessage> Log => Last.Log;

    public IEnumerable<string> CustomersTexts => Last.CustomersTexts;

    private FakeUpstreamChat Last => _chats.Count == 0 ? new FakeUpstreamChat() : _chats[^1];

    public IContactCenter? Find(string contactCenterId) => IsConfigured ? this : null;

    public void Say(string text) => Add(EntryType.Text, Agent, text);

    public void Add(EntryType type, Participant from, string? text = null) => Last.Add(type, from, text);

    /// <summary>By the protocol it differs what a read tells.</summary>
    public FakeProtocol Protocol { get; set; }

    public bool LogMayRestart => Protocol == FakeProtocol.DirectLine;

    /// <summary>How often a message was answered with a new handle for the chat; null = handles stay.</summary>
    public int? Renewals { get; set; }

    public HandOverRule? HandOver { get; set; }

    public OpeningHours? Hours { get; set; }

    /// <summary>The log of the chat opened last begins anew: cursors into it lead nowhere. With <paramref name="again"/>, all of it can be read again.</summary>
    public void RestartLog(bool again) => Last.LogFrom = again ? 0 : Last.Log.Count;

    public Task<UpstreamHandle?> ReserveAsync(ChatOpening opening, CancellationToken cancellationToken) => Protocol == FakeProtocol.DirectLine
        ? RunAsync<UpstreamHandle?>("Reserve", () => new($"/reserved{++_reserved}"), cancellationToken)
        : Task.FromResult<UpstreamHandle?>(null);

    public Task<UpstreamHandle> RequestChatAsync(ChatOpening opening, UpstreamHandle? reserved, CancellationToken cancellationToken) =>
        RunAsync("RequestChat", () =>
        {
            if (reserved is not null && _byReservation.TryGetValue(reserved, out var known))
            {
                return known;
            }

            Openings.Add(opening);

            // A second opening is a new chat: what the first one holds is seen by nobody.
            _chats.Add(new FakeUpstreamChat());
            Add(EntryType.ParticipantJoined, Customer);
            var handle = new UpstreamHandle($"/api/v2/me/chat/u{_chats.Count}");
            return reserved is null ? handle : _byReservation[reserved] = handle;
        }, cancellationToken);

    public Task<UpstreamHandle> SendMessageAsync(UpstreamHandle chat, UpstreamText text, CancellationToken cancellationToken) =>
        RunAsync("SendMessage", () =>
        {
            if (Of(chat).State == ChatState.Idle)
            {
                throw new ContactCenterException(ContactCenterFault.NotNow, "test");
            }

            Openings.Add(text.Opening);
            Of(chat).Add(EntryType.Text, Customer, text.Files.IsEmpty ? text.Text : string.Join(' ', text.Files.Select(f => $"{{{f.Name}}}").Prepend(text.Caption)), Protocol == FakeProtocol.Gws ? null : text.Index);
            return Renewals is null ? chat : new UpstreamHandle($"/key{++Renewals}{chat.Value[chat.Value.LastIndexOf('/')..]}");
        }, cancellationToken);

    public Task SendTypingAsync(UpstreamHandle chat, bool started, CancellationToken cancellationToken) =>
        RunAsync("Typing", () =>
        {
            Of(chat).Add(started ? EntryType.TypingStarted : EntryType.TypingStopped, Customer, null);
            return true;
        }, cancellationToken);

    public async Task<UpstreamRead?> CompleteAsync(UpstreamHandle chat, UpstreamPosition? from, CancellationToken cancellationToken)
    {
        var before = Protocol == FakeProtocol.Gms && from is { } first ? await LastAsync(chat, first, cancellationToken) : null;
        await RunAsync("Complete", () =>
        {
            Of(chat).CompletedByCustomer = true;
            Of(chat).State = ChatState.Idle;
            return true;
        }, cancellationToken);
        return Protocol != FakeProtocol.Gms && from is { } position ? await LastAsync(chat, position, cancellationToken) : before;
    }

    public async Task<UpstreamRead> ReadAsync(UpstreamHandle chat, UpstreamPosition from, CancellationToken cancellationToken)
    {
        switch (Protocol)
        {
            case FakeProtocol.Gms:
                return await RunAsync("GetMessages", () => Numbered(chat, from, Of(chat).State == ChatState.Idle ? ChatState.Idle : null), cancellationToken);
            case FakeProtocol.DirectLine:
                return await RunAsync("GetMessages", () => Logged(chat, from), cancellationToken);
            default:
                var (state, messages) = (
                    RunAsync("GetChat", () => Of(chat).State, cancellationToken), RunAsync("GetMessages", () => Numbered(chat, from, null).Messages, cancellationToken));
                await Task.WhenAll(state, messages).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                var (seen, read) = (await state, await messages);
                var next = new UpstreamPosition(read.IsEmpty ? from.NextIndex : read[^1].Index + 1, null);
                return new(seen == ChatState.Idle ? read.AddRange(await RunAsync("GetMessages", () => Numbered(chat, next, null).Messages, cancellationToken)) : read)
                {
                    State = seen,
                    Participants = [Customer],
                };
        }
    }

    private async Task<UpstreamRead?> LastAsync(UpstreamHandle chat, UpstreamPosition from, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync("GetMessages", () => (Protocol == FakeProtocol.DirectLine ? Logged(chat, from) : Numbered(chat, from, null)) with { State = null, Participants = [] }, cancellationToken);
        }
        catch (ContactCenterException)
        {
            return null;
        }
    }

    private UpstreamRead Numbered(UpstreamHandle chat, UpstreamPosition from, ChatState? state) =>
        new([.. Of(chat).Log.Where(m => m.Index >= from.NextIndex)])
        {
            State = state,
            Cursor = Protocol == FakeProtocol.Gms ? $"{Of(chat).Log.Count + 1}" : null,
        };

    /// <summary>The watermark counts what the log holds now; one beyond its end finds nothing.</summary>
    private UpstreamRead Logged(UpstreamHandle chat, UpstreamPosition from)
    {
        var log = Of(chat).Log.Skip(Of(chat).LogFrom).Select(m => m with { Index = 0, Key = $"k{m.Index}", IsSilent = m.IsSilent || m.IsTyping || m.Type == EntryType.ParticipantJoined }).ToList();
        var start = from.Cursor is null ? 0 : int.Parse(from.Cursor, System.Globalization.CultureInfo.InvariantCulture);
        if (start >= log.Count && from.Cursor is not null)
        {
            // As a client does from time to time: a log that was begun anew has nothing after an old cursor.
            return Logged(chat, UpstreamPosition.Start);
        }

        return new([.. log.Skip(start)])
        {
            Cursor = $"{log.Count}",
            State = Of(chat).State == ChatState.WaitingForAgent ? null : Of(chat).State,
            IsWhole = from.Cursor is null,
        };
    }

    private FakeUpstreamChat Of(UpstreamHandle chat) =>
        _chats[int.Parse(chat.Value.AsSpan(chat.Value.LastIndexOf('u') + 1), System.Globalization.CultureInfo.InvariantCulture) - 1];

    private async Task<T> RunAsync<T>(string operation, Func<T> effect, CancellationToken cancellationToken)
    {
        At("before " + operation);
        await Takes(operation).WaitAsync(cancellationToken);
        var failure = Fail(operation);
        if (failure is { AfterEffect: false } before)
        {
            throw new ContactCenterException(before.Fault, "test") { IsOfAGateway = HasAGateway };
        }

        var result = effect();
        At("after " + operation);
        return failure is { } after ? throw new ContactCenterException(after.Fault, "test") { IsOfAGateway = HasAGateway } : result;
    }
}
