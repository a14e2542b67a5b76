using System.ComponentModel.DataAnnotations;

namespace CustomerChat.Intake;

/// <summary>
/// Settings <c>Limits:…</c>: how much one caller, one chat and one contact centre may use the relay. A caller is an IPv4 address or an IPv6
/// network. Rates are token buckets: a burst of a tenth of the number per minute (at least 10), then evenly. Each instance counts for
/// itself. A caller above a limit gets 429 with <c>Retry-After</c>. A rate of 0 means no limit.
/// </summary>
public sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>Chats that may be opened per minute at one contact centre, 0 to 1,000,000; default 1,200.</summary>
    [Range(0, 1_000_000)]
    public int OpensPerContactCenter { get; set; } = 1_200;

    /// <summary>Chats that one caller's address may open per minute, 0 to 1,000,000; default 60.</summary>
    [Range(0, 1_000_000)]
    public int OpensPerCaller { get; set; } = 60;

    /// <summary>Texts, typing signals and completions per minute in one chat, 0 to 1,000,000; default 300.</summary>
    [Range(0, 1_000_000)]
    public int PostsPerChat { get; set; } = 300;

    /// <summary>Reads of state or messages per minute of one chat, 0 to 1,000,000; default 1,200.</summary>
    [Range(0, 1_000_000)]
    public int PollsPerChat { get; set; } = 1_200;

    /// <summary>
    /// Requests per minute from one caller's address for chats that do not exist, 0 to 1,000,000; default 600. Above this number, the
    /// caller must wait before it asks for a chat that this instance has not read yet. So callers can't try ids, and their tries cost no
    /// reads.
    /// </summary>
    [Range(0, 1_000_000)]
    public int UnknownChatsPerCaller { get; set; } = 600;

    /// <summary>
    /// Webhooks per minute from one caller's address that are refused because they do not prove their sender, 0 to 1,000,000; default 60.
    /// Above this number, the caller gets 429 before its request is read. An address that sent a valid webhook within the last day is never
    /// limited.
    /// </summary>
    [Range(0, 1_000_000)]
    public int RefusalsPerCaller { get; set; } = 60;

    /// <summary>Requests for files per minute from one caller's address, 0 to 1,000,000; default 600. Providers fetch files from few addresses.</summary>
    [Range(0, 1_000_000)]
    public int FilesPerCaller { get; set; } = 600;

    /// <summary>Chats that one caller's address may have open at once, 0 to 100,000, 0 = no limit; default 50.</summary>
    [Range(0, 100_000)]
    public int OpenChatsPerCaller { get; set; } = 50;

    /// <summary>The most entries of one chat. Above this number, the customer can't write any more. 100 to 1,000,000; default 20,000.</summary>
    [Range(100, 1_000_000)]
    public int EntriesPerChat { get; set; } = 20_000;

    /// <summary>
    /// Messages that an address of a channel may send in any minute, 0 to 1,000, 0 = no limit; default 60. In Telegram, a group is one
    /// address. Further messages are answered with success, counted, and not passed on. The customer is told once (<see
    /// cref="Delivery.ChannelTexts.TooFast"/>). Each instance counts for itself.
    /// </summary>
    [Range(0, 1_000)]
    public int MessagesPerAddress { get; set; } = 60;

    /// <summary>The largest body of a request to the chat APIs, in bytes, 1,024 to 65,536; default 65,536.</summary>
    [Range(1_024, 65_536)]
    public int Body { get; set; } = 65_536;

    /// <summary>The largest body of a webhook, in bytes, 65,536 to 4,194,304; default 1,048,576 (Meta sends up to 1,000 updates in one).</summary>
    [Range(65_536, 4_194_304)]
    public int WebhookBody { get; set; } = 1_048_576;

    /// <summary>
    /// How many leading bits of an IPv6 address identify a caller, 32 to 128; default 64. An internet provider gives its customer a network
    /// of that size, and the customer can choose the other bits freely.
    /// </summary>
    [Range(32, 128)]
    public int IPv6Prefix { get; set; } = 64;

    /// <summary>
    /// Whether a caller's address is the last one in <c>X-Forwarded-For</c>, as a trusted proxy before the relay writes it; default no.
    /// Without such a proxy, every caller could choose its address.
    /// </summary>
    public bool ForwardedFor { get; set; }
}
