namespace CustomerChat.Channels.Inbound;

/// <summary>
/// Why nobody needs to read something that a provider sent. The channels' README lists the reasons, and a metric counts them.
/// </summary>
public static class Ignored
{
    /// <summary>The relay's own message, repeated by the provider.</summary>
    public const string Echo = "echo";

    /// <summary>For another number or page of the same app, which has an account of its own.</summary>
    public const string OtherAccount = "other-account";

    /// <summary>News of the account itself: templates, quality, limits, who holds the thread.</summary>
    public const string AccountNews = "account-news";

    /// <summary>A note of a group or of the app: somebody joined, a title changed, a message was pinned.</summary>
    public const string Service = "service";

    /// <summary>A live location moved. The agent was told the first position.</summary>
    public const string LiveLocation = "live-location";

    /// <summary>An edit that changed nothing that an agent can read.</summary>
    public const string NothingNew = "nothing-new";

    /// <summary>A reaction, a deleted message or a notice while no chat is open.</summary>
    public const string NoOpenChat = "no-open-chat";

    /// <summary>The event names nobody to whom an answer could go.</summary>
    public const string NoSender = "no-sender";

    /// <summary>Another app answers in this conversation.</summary>
    public const string Standby = "standby";

    /// <summary>An update of a kind that the relay does not take: a channel's post, somebody's business account, an inline query.</summary>
    public const string OtherKind = "other-kind";

    /// <summary>From an address that an operator has blocked.</summary>
    public const string Blocked = "blocked";

    /// <summary>One of too many in a minute; its sender was told.</summary>
    public const string Flood = "flood";

    /// <summary>A report of a message with a status that says nothing new.</summary>
    public const string Report = "report";
}
