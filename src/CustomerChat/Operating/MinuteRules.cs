namespace CustomerChat.Operating;

/// <summary>What the relay's own measurements mean for the figures of a minute. Pure.</summary>
public static class MinuteRules
{
    /// <summary>A longer reason is cut: it is counted, not read as a whole.</summary>
    public const int MaxReason = 120;

    /// <summary>In place of a reason that is one too many.</summary>
    public const string OtherReasons = "other reasons";

    /// <summary>What a measurement counts for; null = nothing.</summary>
    /// <param name="instrument">The instrument's name.</param>
    /// <param name="tags">The measurement's tags.</param>
    public static MinuteKey? KeyOf(string instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) => instrument switch
    {
        "customerchat.chats.opened" => new(MinuteKinds.Opened, Tag(tags, "channel")),
        "customerchat.chats.ended" => new(MinuteKinds.Ended, Tag(tags, "channel"), Reason: Tag(tags, "reason")),
        "customerchat.messages" => new(Tag(tags, "direction") == "up" ? MinuteKinds.In : MinuteKinds.Out, Tag(tags, "channel"), Tag(tags, "account")),
        "customerchat.first_answer" => new(MinuteKinds.FirstAnswer, Tag(tags, "channel")),
        "customerchat.poll.lag" => new(MinuteKinds.PollLag),
        "customerchat.turns" => Tag(tags, "result") == "failed" ? new(MinuteKinds.PollFailed) : null,
        "customerchat.delivery.lag" => new(MinuteKinds.DeliveryLag, Tag(tags, "channel"), Tag(tags, "account")),
        "customerchat.deliveries" => Tag(tags, "result") switch
        {
            "Accepted" => new(MinuteKinds.Delivered, Tag(tags, "channel"), Tag(tags, "account")),
            "RetryLater" => new(MinuteKinds.Later, Tag(tags, "channel"), Tag(tags, "account"), Cut(Tag(tags, "reason"))),
            "AccountFault" => new(MinuteKinds.AtFault, Tag(tags, "channel"), Tag(tags, "account"), Cut(Tag(tags, "reason"))),

            // What comes of a refusal is counted as failed, or as delivered where a template goes out instead.
            _ => null,
        },
        "customerchat.deliveries.failed" => new(MinuteKinds.Failed, Tag(tags, "channel"), Tag(tags, "account"), Cut(Tag(tags, "reason"))),
        "customerchat.dead_letters" => new(MinuteKinds.DeadLetter, Reason: Tag(tags, "direction")),
        "customerchat.upstream.duration" => new(MinuteKinds.Center, Account: Tag(tags, "contact_center"), Reason: Tag(tags, "result") is { } result and not "ok" ? result : null),
        _ => null,
    };

    /// <summary>The text of a tag; null = there is none.</summary>
    public static string? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
            {
                return tag.Value?.ToString();
            }
        }

        return null;
    }

    private static string? Cut(string? reason) => reason?.Length > MaxReason ? reason[..MaxReason] + "…" : reason;
}
