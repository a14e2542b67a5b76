using System.Globalization;
using System.Security.Cryptography;
using CustomerChat.Sandbox.Chats;

namespace CustomerChat.Sandbox.Events;

/// <summary>What the relay's events have reported about its chats and customers. Only the newest are kept, in memory.</summary>
internal sealed class RelayNews
{
    /// <summary>
    /// The key in the user data under which the relay gives a chat's key. After hand-overs, a dot and the number of hand-overs follow the chat's key.
    /// </summary>
    public const string ChatKey = "chatKey";

    private const int MaxChats = 5_000;
    private const int MaxSeen = 50_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<string> _seenInOrder = [];
    private readonly Dictionary<string, Told> _chats = new(StringComparer.Ordinal);
    private readonly Queue<string> _chatsInOrder = [];
    private readonly Dictionary<string, CustomerNews> _customers = new(StringComparer.Ordinal);
    private readonly Queue<string> _customersInOrder = [];

    /// <summary>The key of the digests of addresses. Each process has its own, so the digests mean nothing elsewhere.</summary>
    public byte[] DigestKey { get; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>Adds an event. An event with a known id is ignored.</summary>
    public void Take(RelayEvent told)
    {
        lock (_lock)
        {
            if (!_seen.Add(told.Id))
            {
                return;
            }

            Keep(_seenInOrder, told.Id, MaxSeen, id => _seen.Remove(id));
            if (!_chats.TryGetValue(told.ChatKey, out var chat))
            {
                chat = _chats[told.ChatKey] = new();
                Keep(_chatsInOrder, told.ChatKey, MaxChats, key => _chats.Remove(key));
            }

            if (told.Index is { } index)
            {
                var known = chat.Messages.GetValueOrDefault(index) ?? new();
                chat.Messages[index] = known.With(told.Repeats is { } repeated ? told.At(chat.Messages.GetValueOrDefault(repeated)) : told);
            }

            if (told.Customer is { } customer)
            {
                chat.Customer = customer;
                if (!_customers.TryGetValue(customer, out var before))
                {
                    before = new();
                    Keep(_customersInOrder, customer, MaxChats, key => _customers.Remove(key));
                }

                _customers[customer] = before.With(told);
            }
        }
    }

    /// <summary>How far an agent's messages have got, by their indexes in the sandbox's chat. Messages without a known state are omitted.</summary>
    public IReadOnlyDictionary<long, MessageNews> DeliveriesOf(SandboxChat chat)
    {
        var (key, number) = KeyOf(chat);
        var deliveries = new Dictionary<long, MessageNews>();
        lock (_lock)
        {
            // The messages come in the relay's order. If a message was sent again, the last try counts.
            foreach (var message in key is not null && _chats.TryGetValue(key, out var told) ? told.Messages.Values : Enumerable.Empty<MessageNews>())
            {
                if (message is { IsPlaced: true, State: not null } && message.Number == number && (message.Index ?? chat.IndexOf(message.Key!)) is { } index)
                {
                    deliveries[index] = message;
                }
            }
        }

        return deliveries;
    }

    /// <summary>What is known about a chat's customer; null = nothing, or the customer has no address.</summary>
    public CustomerNews? CustomerOf(SandboxChat chat)
    {
        lock (_lock)
        {
            return AddressOf(chat) is { } address ? _customers.GetValueOrDefault(address) : null;
        }
    }

    /// <summary>The given chats that were opened before this one, from the same address; the newest first.</summary>
    public IReadOnlyList<SandboxChat> EarlierOf(SandboxChat chat, IEnumerable<SandboxChat> chats)
    {
        lock (_lock)
        {
            return AddressOf(chat) is { } address
                ? [.. chats.Where(c => c.Id != chat.Id && c.OpenedAt <= chat.OpenedAt && AddressOf(c) == address).OrderByDescending(c => c.OpenedAt)]
                : [];
        }
    }

    private string? AddressOf(SandboxChat chat) => KeyOf(chat).Key is { } key ? _chats.GetValueOrDefault(key)?.Customer : null;

    private static (string? Key, int Number) KeyOf(SandboxChat chat) =>
        chat.UserData.GetValueOrDefault(ChatKey)?.Split('.') is not [var key, .. var rest] ? (null, 0)
        : rest is [] ? (key, 0)
        : int.TryParse(rest[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (key, number) : (null, 0);

    private static void Keep(Queue<string> inOrder, string added, int most, Action<string> forget)
    {
        inOrder.Enqueue(added);
        if (inOrder.Count > most)
        {
            forget(inOrder.Dequeue());
        }
    }

    private sealed class Told
    {
        public string? Customer { get; set; }

        /// <summary>The messages by their index at the relay.</summary>
        public SortedDictionary<long, MessageNews> Messages { get; } = [];
    }
}
