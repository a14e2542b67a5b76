using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Files;
using CustomerChat.Operating;
using CustomerChat.Turn;

namespace CustomerChat.App.Ops;

/// <summary>A chat in an operator's list.</summary>
public sealed record ChatSummary(
    string Id, string ContactCenterId, string Channel, string? Account, string State, string? EndReason,
    DateTimeOffset OpenedAt, DateTimeOffset LastActivityAt, DateTimeOffset? EndedAt, DateTimeOffset? LastPollAt,
    long LastIndex, long NotSent, long NotDelivered, IReadOnlyList<string> Problems)
{
    /// <summary>The name of the contact centre that serves the chat.</summary>
    public string ContactCenterName { get; init; } = "";

    /// <summary>Since when the customer has waited for an agent; null = the customer does not wait.</summary>
    public DateTimeOffset? WaitsSince { get; init; }

    /// <summary>Since when answers are held until the customer writes again; null = no answer is held.</summary>
    public DateTimeOffset? HeldSince { get; init; }
}

/// <summary>One page of the list.</summary>
public sealed record ChatListReply(IReadOnlyList<ChatSummary> Chats, string? Continuation)
{
    /// <summary>Channel accounts whose provider takes nothing until somebody fixes the account. Their messages wait.</summary>
    public IReadOnlyList<AccountFault> AccountsAtFault { get; init; } = [];
}

/// <summary>One chat with its watermarks and the status that its engine reports.</summary>
public sealed record ChatDetailReply(ChatSummary Chat, WatermarksReply Watermarks, RuntimeReply? Runtime, DeliveryReply? Delivery);

/// <summary>How far the chat's entries have come. Entries beyond a watermark are pending.</summary>
public sealed record WatermarksReply(
    long NextIndex, long SentThrough, long EchoedThrough, long DeliveredThrough, long NextUpstreamIndex, bool OpenedUpstream, DateTimeOffset? SendLeaseUntil);

public sealed record RuntimeReply(string Status, DateTimeOffset? LastPollAt, int? Failures);

public sealed record DeliveryReply(int Attempts, DateTimeOffset? NextTryAt, DateTimeOffset? LeaseUntil);

/// <summary>A transcript entry, and what became of it.</summary>
public sealed record TranscriptEntry(
    long Index, string Type, string From, string FromType, string? Text, DateTimeOffset At, string Upstream, string? Delivery, string? DeliveryError, string? ProviderId)
{
    /// <summary>The files of the entry.</summary>
    public IReadOnlyList<TranscriptFile> Files { get; init; } = [];
}

/// <summary>A file of an entry.</summary>
/// <param name="Type">The media type, found from the file's content.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Sha256">The SHA-256 of its content, in hex.</param>
/// <param name="Link">A link that expires. It saves the file and never shows it in place. Null = the relay can't give out files.</param>
public sealed record TranscriptFile(string Name, string Type, long Size, string Sha256, string? Link);

public sealed record TranscriptReply(string ChatId, IReadOnlyList<TranscriptEntry> Entries);

public sealed record ErasedReply(DateTimeOffset ErasedAt, IReadOnlyList<string> Chats, int Rows, int Files);

/// <summary>Chats as operators see them. Pure.</summary>
internal static class OpsViews
{
    /// <summary>A wait that is longer than this is reported as a problem.</summary>
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(60);

    public static ChatSummary Summary(Chat chat, CatalogEntry? entry, RuntimeStatus? runtime, Func<string, string> nameOf, DateTimeOffset now)
    {
        var lastPoll = runtime?.LastPollAt ?? entry?.HeartbeatAt;
        return new ChatSummary(
            chat.Id, chat.ContactCenterId, chat.Channel?.Channel ?? "web", chat.Channel?.Account, chat.State.ToString(), chat.EndReason?.ToString(),
            chat.OpenedAt, chat.LastActivityAt, chat.EndedAt, lastPoll,
            chat.LastIndex, NotSent(chat), NotDelivered(chat), [.. Problems(chat, runtime, lastPoll, now)])
        {
            ContactCenterName = nameOf(chat.ServedBy),
            WaitsSince = chat.State == ChatState.WaitingForAgent ? chat.WaitsSince : null,
            HeldSince = chat.HasUndelivered ? chat.HeldSince : null,
        };
    }

    public static ChatDetailReply Detail(ChatSummary summary, Chat chat, RuntimeStatus? runtime) => new(
        summary,
        new(chat.NextIndex, chat.SentThrough, chat.EchoedThrough, chat.DeliveredThrough, chat.NextUpstreamIndex, chat.Upstream is not null, chat.Lease?.Until),
        runtime is null ? null : new(runtime.Status, runtime.LastPollAt, runtime.Failures),
        chat.Channel is null ? null : new(chat.DeliveryAttempts, chat.DeliverAfter, chat.DeliveryLease?.Until));

    public static TranscriptEntry Entry(Chat chat, ChatEntry entry, IFileLinks links) => new(
        entry.Index, entry.Type.ToString(), entry.From.Nickname, entry.From.Type.ToString(), entry.Readable ?? entry.Url, entry.At,
        Upstream(chat, entry), Delivery(chat, entry), entry.Receipt?.Error, entry.Receipt?.ProviderId)
    {
        Files = [.. entry.Files.Select((f, i) => new TranscriptFile(f.Name, f.Type, f.Size, f.Sha256, links.LinkTo(chat.Id, entry, i) is { } link ? link + "?download" : null))],
    };

    /// <summary>Whether the contact centre has the entry.</summary>
    private static string Upstream(Chat chat, ChatEntry entry) =>
        entry.UpstreamIndex is not null ? "from the contact centre"
        : !entry.IsOutgoing ? "not for the contact centre"
        : entry.Index <= chat.SentThrough ? "sent"
        : entry.Index <= chat.AttemptedThrough ? "being sent, or the result is unknown"
        : "waiting";

    /// <summary>
    /// Whether the customer's channel has the entry; null where the chat has no channel, or the customer wrote the entry.
    /// </summary>
    private static string? Delivery(Chat chat, ChatEntry entry) =>
        chat.Channel is null || entry.From.Type == ParticipantType.Customer ? null
        : entry.Receipt is { } receipt ? receipt.Status.ToString()
        : entry.Index <= chat.DeliveredThrough ? "not shown in this channel"
        : chat.HeldSince is not null ? "held until the customer writes"
        : chat.DeliverAfter is null ? "waiting"
        : "failed, will be tried again";

    private static long NotSent(Chat chat) => chat.Unechoed.Count(i => i > chat.SentThrough);

    private static long NotDelivered(Chat chat) => chat.HasUndelivered ? chat.LastIndex - chat.DeliveredThrough : 0;

    private static IEnumerable<string> Problems(Chat chat, RuntimeStatus? runtime, DateTimeOffset? lastPoll, DateTimeOffset now)
    {
        if (chat.IsFinished)
        {
            yield break;
        }

        // An engine writes a heartbeat at least once a minute.
        if (now - (lastPoll ?? (runtime is null ? chat.OpenedAt : now)) > 2 * TooLong)
        {
            yield return "The chat has not been polled for more than two minutes.";
        }

        if (runtime?.Failures >= 3)
        {
            yield return $"The last {runtime.Failures} polls have failed.";
        }

        if (NotSent(chat) > 0 && now - chat.CustomerWroteAt > TooLong)
        {
            yield return "A customer's message has not reached the contact centre for more than a minute.";
        }

        if (chat.HasUndelivered && now - chat.LastActivityAt > TooLong)
        {
            yield return "A message for the customer has not been delivered for more than a minute.";
        }
    }
}
