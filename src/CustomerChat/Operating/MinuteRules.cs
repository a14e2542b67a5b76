namespace CustomerChat.Operating;

/// <summary>Maps the relay's own measurements to the figures of a minute. Pure.</summary>
public static class MinuteRules
{
    /// <summary>The most characters of a reason. A longer reason is cut, because it is only counted.</summary>
    public const int MaxReason = 120;

    /// <summary>Replaces the reasons above the number of figures that a minute may have.</summary>
    public const string OtherReasons = "other reasons";

    /// <summary>Which figure a measurement counts for; null = none.</summary>
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

            // A refusal is counted by its outcome: as failed, or as delivered if a template goes out instead.
            _ => null,
        },
        "customerchat.deliveries.failed" => new(MinuteKinds.Failed, Tag(tags, "channel"), Tag(tags, "account"), Cut(Tag(tags, "reason"))),
        "customerchat.dead_letters" => new(MinuteKinds.DeadLetter, Reason: Tag(tags, "direction")),
        "customerchat.upstream.duration" => new(MinuteKinds.Center, Account: Tag(tags, "contact_center"), Reason: Tag(tags, "result") is { } result and not "ok" ? result : null),
        _ => null,
    };

    /// <summary>The text of a tag; null = there is no such tag.</summary>
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
