using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>A chat as this process knows it.</summary>
/// <param name="Chat">The head, including the facts that were noted since it was stored.</param>
/// <param name="Stored">The head as it is stored.</param>
/// <param name="Version">The version of the stored head; null = the version can no longer be trusted.</param>
/// <param name="ReadAt">When the head was written, or when the read of it began.</param>
/// <param name="Ticket">The position of that moment in the order of all reads and writes of this process.</param>
/// <param name="Facts">The facts that were noted since <paramref name="Stored"/>.</param>
/// <param name="Waiting">Entries that this process wrote and that still wait to be sent or delivered.</param>
internal sealed record KnownChat(
    Chat Chat, Chat Stored, string? Version, DateTimeOffset ReadAt, long Ticket, ImmutableList<ChatFact> Facts, ImmutableArray<ChatEntry> Waiting)
{
    /// <summary>The most characters of a chat's waiting entries that are kept in memory. Each entry counts <see cref="EntrySize"/> more.</summary>
    private const int MaxKept = 32_768;

    private const int EntrySize = 64;

    public static KnownChat Of(
        Chat stored, string? version, DateTimeOffset readAt, long ticket, ImmutableList<ChatFact> facts, ImmutableArray<ChatEntry> entries) =>
        new(stored.Apply(facts), stored, version, readAt, ticket, facts, WorthKeeping(stored, entries));

    public KnownChat With(IReadOnlyCollection<ChatFact> facts) =>
        facts.All(Facts.Contains) ? this : this with { Chat = Chat.Apply(facts), Facts = Facts.AddRange(facts.Except(Facts)) };

    /// <summary>The waiting entries; none if they are too large, such as when a contact centre is down for a long time.</summary>
    private static ImmutableArray<ChatEntry> WorthKeeping(Chat chat, ImmutableArray<ChatEntry> entries)
    {
        var waiting = entries.RemoveAll(e => !chat.Waits(e.Index));
        return waiting.Sum(e => EntrySize + (e.Text?.Length ?? 0)) > MaxKept ? [] : waiting;
    }
}
