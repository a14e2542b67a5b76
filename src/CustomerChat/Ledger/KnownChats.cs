using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>
/// The memory of a ledger. Its size is limited, and it never goes back to an older head: a loaded head is kept only if nothing was written,
/// dropped or read since the load began. Otherwise a slow read would bring an old head back. Thread-safe.
/// </summary>
internal sealed class KnownChats
{
    private const int MaxKnown = 50_000;

    private readonly Stripe[] _stripes = [.. Enumerable.Range(0, 256).Select(_ => new Stripe())];
    private int _count;
    private long _ticket;

    /// <summary>The position of this moment in the order of reads and writes.</summary>
    public long NextTicket() => Interlocked.Increment(ref _ticket);

    public KnownChat? Find(string chatId)
    {
        var stripe = StripeOf(chatId);
        lock (stripe.Lock)
        {
            return stripe.Chats.GetValueOrDefault(chatId);
        }
    }

    /// <summary>Takes in a loaded head, with the facts that were noted before.</summary>
    /// <returns>What is known afterwards: the loaded head, or a newer one. Null: there is a newer head that must be read.</returns>
    public KnownChat? KeepLoaded(StoredChat stored, DateTimeOffset readAt, long ticket)
    {
        var stripe = StripeOf(stored.Chat.Id);
        lock (stripe.Lock)
        {
            var known = stripe.Chats.GetValueOrDefault(stored.Chat.Id);
            if (known?.Ticket > ticket)
            {
                return known.Version is null ? null : known;
            }

            if (known is null && stripe.DroppedAt > ticket)
            {
                return null;
            }

            return Put(stripe, KnownChat.Of(stored.Chat, stored.Version, readAt, ticket, known?.Facts ?? [], known?.Waiting ?? []));
        }
    }

    /// <summary>Takes in a head that was just committed.</summary>
    /// <param name="version">The head's version; null = the head has changed again since.</param>
    /// <param name="now">The time of the commit.</param>
    /// <param name="included">The facts that the commit stored. They are no longer noted.</param>
    /// <param name="written">The entries that the commit stored.</param>
    public KnownChat KeepCommitted(Chat chat, string? version, DateTimeOffset now, IReadOnlyCollection<ChatFact> included, ImmutableArray<ChatEntry> written)
    {
        var stripe = StripeOf(chat.Id);
        lock (stripe.Lock)
        {
            var known = stripe.Chats.GetValueOrDefault(chat.Id);
            return Put(stripe, KnownChat.Of(
                chat, version, now, NextTicket(), known?.Facts.RemoveRange(included) ?? [], known is null ? written : known.Waiting.AddRange(written)));
        }
    }

    /// <summary>Notes facts about a chat that is known. For an unknown chat, later reads show the facts again.</summary>
    public void Note(string chatId, IReadOnlyCollection<ChatFact> facts) => Update(chatId, known => known.With(facts));

    /// <summary>Marks the version as no longer trusted. Noted facts stay true.</summary>
    public void Doubt(string chatId) => Update(chatId, known => known with { Version = null, Ticket = NextTicket() });

    public void Drop(string chatId)
    {
        var stripe = StripeOf(chatId);
        lock (stripe.Lock)
        {
            Remove(stripe, chatId);
        }
    }

    private KnownChat Put(Stripe stripe, KnownChat known)
    {
        if (known.Stored.IsFinished)
        {
            // No more work will be done on the chat.
            Remove(stripe, known.Stored.Id);
            return known;
        }

        if (stripe.Chats.TryAdd(known.Stored.Id, known))
        {
            if (Interlocked.Increment(ref _count) > MaxKnown)
            {
                Shrink(stripe, known.Stored.Id);
            }
        }
        else
        {
            stripe.Chats[known.Stored.Id] = known;
        }

        return known;
    }

    private void Update(string chatId, Func<KnownChat, KnownChat> update)
    {
        var stripe = StripeOf(chatId);
        lock (stripe.Lock)
        {
            if (stripe.Chats.TryGetValue(chatId, out var known))
            {
                stripe.Chats[chatId] = update(known);
            }
        }
    }

    private void Remove(Stripe stripe, string chatId)
    {
        stripe.DroppedAt = NextTicket();
        if (stripe.Chats.Remove(chatId))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>Drops the older half of a stripe, so that the other stripes need not be searched.</summary>
    private void Shrink(Stripe stripe, string keep)
    {
        foreach (var chatId in stripe.Chats.OrderBy(k => k.Value.Ticket).Select(k => k.Key).Where(id => id != keep).Take((stripe.Chats.Count / 2) + 1).ToList())
        {
            Remove(stripe, chatId);
        }
    }

    private Stripe StripeOf(string chatId) => _stripes[(uint)string.GetHashCode(chatId, StringComparison.Ordinal) % _stripes.Length];

    private sealed class Stripe
    {
        public Lock Lock { get; } = new();

        public Dictionary<string, KnownChat> Chats { get; } = new(StringComparer.Ordinal);

        /// <summary>When a chat was last dropped from this stripe. A load that began before that does not bring a chat back.</summary>
        public long DroppedAt { get; set; }
    }
}
