namespace CustomerChat.Operating;

/// <summary>What a figure of a minute is of.</summary>
/// <param name="What">One of <see cref="MinuteKinds"/>.</param>
/// <param name="Channel">The channel's name, <c>web</c> for chats without one; null where it does not matter.</param>
/// <param name="Account">The channel's account; of <see cref="MinuteKinds.Center"/> the contact centre's id.</param>
/// <param name="Reason">Why, where something did not go well.</param>
public sealed record MinuteKey(string What, string? Channel = null, string? Account = null, string? Reason = null);

/// <summary>What the figures of a minute are of.</summary>
public static class MinuteKinds
{
    /// <summary>Chats that customers opened.</summary>
    public const string Opened = "opened";

    /// <summary>Chats that ended; the reason is why.</summary>
    public const string Ended = "ended";

    /// <summary>Texts of customers.</summary>
    public const string In = "in";

    /// <summary>Texts for customers.</summary>
    public const string Out = "out";

    /// <summary>Seconds until a customer had the first answer.</summary>
    public const string FirstAnswer = "firstAnswer";

    /// <summary>Seconds from when a turn was due to when it was done.</summary>
    public const string PollLag = "pollLag";

    /// <summary>Turns whose poll failed.</summary>
    public const string PollFailed = "pollFailed";

    /// <summary>Messages, or parts of long ones, that a provider took.</summary>
    public const string Delivered = "delivered";

    /// <summary>Seconds from an entry's arrival to its delivery.</summary>
    public const string DeliveryLag = "deliveryLag";

    /// <summary>Tries to deliver that are made again.</summary>
    public const string Later = "later";

    /// <summary>Tries that showed that the account is at fault.</summary>
    public const string AtFault = "atFault";

    /// <summary>Messages that were not delivered, for good.</summary>
    public const string Failed = "failed";

    /// <summary>Dead letters; the reason is the direction.</summary>
    public const string DeadLetter = "deadLetter";

    /// <summary>Requests to a contact centre; with a reason those that failed.</summary>
    public const string Center = "center";
}
