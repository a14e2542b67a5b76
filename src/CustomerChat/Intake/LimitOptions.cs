using System.ComponentModel.DataAnnotations;

namespace CustomerChat.Intake;

/// <summary>
/// Settings <c>Limits:…</c>: what one caller, one chat and one contact centre may take of the relay. A caller is an IPv4 address or an IPv6 network. Rates are token buckets: a burst of
/// a tenth of a minute's number (10 at least), then evenly; each instance counts for itself. Beyond: 429 with <c>Retry-After</c>. A rate of 0 is no limit.
/// </summary>
public sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>Chats opened a minute for one contact centre, 0 to 1,000,000; default 1,200.</summary>
    [Range(0, 1_000_000)]
    public int OpensPerContactCenter { get; set; } = 1_200;

    /// <summary>Chats opened a minute by one caller's address, 0 to 1,000,000; default 60.</summary>
    [Range(0, 1_000_000)]
    public int OpensPerCaller { get; set; } = 60;

    /// <summary>Texts, typings and completions a minute in one chat, 0 to 1,000,000; default 300.</summary>
    [Range(0, 1_000_000)]
    public int PostsPerChat { get; set; } = 300;

    /// <summary>Reads of state or messages a minute of one chat, 0 to 1,000,000; default 1,200.</summary>
    [Range(0, 1_000_000)]
    public int PollsPerChat { get; set; } = 1_200;

    /// <summary>
    /// Chats that do not exist, asked for by one caller's address, a minute, 0 to 1,000,000; default 600. Beyond, the caller is asked to wait before any chat that this
    /// instance has not read yet: ids can't be tried, and each costs a read.
    /// </summary>
    [Range(0, 1_000_000)]
    public int UnknownChatsPerCaller { get; set; } = 600;

    /// <summary>
    /// Webhooks of one caller's address that are refused because they prove no sender, a minute, 0 to 1,000,000; default 60. Beyond, the caller is answered 429
    /// before anything is read. An address from which a valid webhook came within the last day is never limited.
    /// </summary>
    [Range(0, 1_000_000)]
    public int RefusalsPerCaller { get; set; } = 60;

    /// <summary>Requests for files a minute by one caller's address, 0 to 1,000,000; default 600. Providers fetch from few addresses.</summary>
    [Range(0, 1_000_000)]
    public int FilesPerCaller { get; set; } = 600;

    /// <summary>Chats that one caller's address may have open at once, 0 to 100,000, 0 = no limit; default 50.</summary>
    [Range(0, 100_000)]
    public int OpenChatsPerCaller { get; set; } = 50;

    /// <summary>Entries of one chat beyond which its customer can't write any more, 100 to 1,000,000; default 20,000.</summary>
    [Range(100, 1_000_000)]
    public int EntriesPerChat { get; set; } = 20_000;

    /// <summary>
    /// Messages that an address of a channel may send in any minute, 0 to 1,000, 0 = no limit; default 60. In Telegram a group is one address. What is above is
    /// answered with success, counted, and not passed on; the person is told once (<see cref="Delivery.ChannelTexts.TooFast"/>). Each instance counts for itself.
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
    /// So many leading bits of an IPv6 address are one caller, 32 to 128; default 64: a customer of a provider gets a network of that size, and chooses the rest at will.
    /// </summary>
    [Range(32, 128)]
    public int IPv6Prefix { get; set; } = 64;

    /// <summary>
    /// Whether a caller's address is the last one of <c>X-Forwarded-For</c>, as a trusted proxy in front writes it; default no.
    /// Without a proxy this would let every caller choose an address.
    /// </summary>
    public bool ForwardedFor { get; set; }
}
