namespace CustomerChat.Operating;

/// <summary>What a figure of a minute measures.</summary>
/// <param name="What">One of <see cref="MinuteKinds"/>.</param>
/// <param name="Channel">The channel's name, <c>web</c> for chats without a channel; null = the figure is not counted by channel.</param>
/// <param name="Account">
/// The channel's account; for <see cref="MinuteKinds.Center"/> the contact centre's id. Null = the figure is not counted by account.
/// </param>
/// <param name="Reason">Why something failed or ended; null = no reason is counted.</param>
public sealed record MinuteKey(string What, string? Channel = null, string? Account = null, string? Reason = null);

/// <summary>The kinds of figures.</summary>
public static class MinuteKinds
{
    /// <summary>Chats that customers opened.</summary>
    public const string Opened = "opened";

    /// <summary>Chats that ended; the key's reason says why.</summary>
    public const string Ended = "ended";

    /// <summary>Texts of customers.</summary>
    public const string In = "in";

    /// <summary>Texts for customers.</summary>
    public const string Out = "out";

    /// <summary>Seconds until a customer got the first answer.</summary>
    public const string FirstAnswer = "firstAnswer";

    /// <summary>Seconds from the time a turn was due to the time it was done.</summary>
    public const string PollLag = "pollLag";

    /// <summary>Turns whose poll failed.</summary>
    public const string PollFailed = "pollFailed";

    /// <summary>Messages, or parts of long messages, that a provider accepted.</summary>
    public const string Delivered = "delivered";

    /// <summary>Seconds from an entry's arrival to its delivery.</summary>
    public const string DeliveryLag = "deliveryLag";

    /// <summary>Tries to deliver that failed and will be retried.</summary>
    public const string Later = "later";

    /// <summary>Tries to deliver that showed that the account is at fault.</summary>
    public const string AtFault = "atFault";

    /// <summary>Messages that will never be delivered.</summary>
    public const string Failed = "failed";

    /// <summary>Dead letters; the key's reason is the direction.</summary>
    public const string DeadLetter = "deadLetter";

    /// <summary>Requests to a contact centre. A key with a reason counts the requests that failed.</summary>
    public const string Center = "center";
}
