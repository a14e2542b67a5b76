using CustomerChat.Channels.Http;
using CustomerChat.Consent;
using CustomerChat.Delivery;
using CustomerChat.Files;

namespace CustomerChat.Channels.Accounts;

/// <summary>The settings that the accounts of all channels have: <c>Channels:{Channel}:{account}:…</c>.</summary>
public abstract class AccountOptions
{
    /// <summary>The contact centre that serves the account. Required.</summary>
    public string? ContactCenterId { get; set; }

    /// <summary>Words by which a customer ends the chat, in upper or lower case, separated by commas; default <c>/end</c>.</summary>
    public string EndWords { get; set; } = "/end";

    /// <summary>
    /// More words by which a customer opts out of messages, in upper or lower case, separated by commas; default none. Each channel also
    /// has words of its own.
    /// </summary>
    public string? StopWords { get; set; }

    /// <summary>More words by which a customer opts in to messages again; default none.</summary>
    public string? StartWords { get; set; }

    /// <summary>More words by which a customer asks who writes; default none.</summary>
    public string? HelpWords { get; set; }

    /// <inheritdoc cref="ChannelTexts.Welcome"/>
    public string? Welcome { get; set; }

    /// <inheritdoc cref="ChannelTexts.Closed"/>
    public string? Closed { get; set; } = ChannelTexts.ClosedText;

    /// <inheritdoc cref="ChannelTexts.Queue"/>
    public string? Queue { get; set; }

    /// <inheritdoc cref="ChannelTexts.Waiting"/>
    public string? Waiting { get; set; }

    /// <inheritdoc cref="ChannelTexts.Joined"/>
    public string? Joined { get; set; }

    /// <inheritdoc cref="ChannelTexts.Left"/>
    public string? Left { get; set; }

    /// <inheritdoc cref="ChannelTexts.Closing"/>
    public string? Closing { get; set; }

    /// <inheritdoc cref="ChannelTexts.NotTaken"/>
    public string? NotTaken { get; set; } = ChannelTexts.NotTakenText;

    /// <summary>
    /// Whether customers' messages are marked as read when the contact centre has them, if the channel can do it (WhatsApp Cloud API,
    /// Messenger); default false.
    /// </summary>
    public bool MarkRead { get; set; }

    /// <inheritdoc cref="ChannelTexts.NoFiles"/>
    public string? NoFiles { get; set; } = ChannelTexts.NoFilesText;

    /// <inheritdoc cref="ChannelTexts.FileNotTaken"/>
    public string? FileNotTaken { get; set; } = ChannelTexts.FileNotTakenText;

    /// <summary>
    /// The kinds of files that the account takes, in the form of <c>Files:Types</c>; default: the kinds of <c>Files:Types</c>.
    /// </summary>
    public string? FileTypes { get; set; }

    /// <summary>
    /// Hosts that customers' files may be fetched from, besides the API's own host, separated by commas: <c>host</c>, <c>host:port</c>,
    /// <c>*.example.com</c>; default: the provider's hosts.
    /// </summary>
    public string? MediaHosts { get; set; }

    /// <inheritdoc cref="ChannelTexts.TooFast"/>
    public string? TooFast { get; set; } = ChannelTexts.TooFastText;

    internal ChannelTexts Texts => new()
    {
        Welcome = Nothing(Welcome),
        Closed = Nothing(Closed),
        Queue = Nothing(Queue),
        Waiting = Nothing(Waiting),
        Joined = Nothing(Joined),
        Left = Nothing(Left),
        Closing = Nothing(Closing),
        NotTaken = Nothing(NotTaken),
        TooFast = Nothing(TooFast),
        NoFiles = Nothing(NoFiles),
        FileNotTaken = Nothing(FileNotTaken),
    };

    /// <summary>All settings that are missing or wrong, each as a sentence that begins with the setting's name.</summary>
    internal virtual IEnumerable<string> Faults() => Required((nameof(ContactCenterId), ContactCenterId))
        .Concat(string.IsNullOrWhiteSpace(FileTypes) || FilePolicy.Parse(FileTypes, 1, 1, 1) is not null
            ? []
            : [$"{nameof(FileTypes)} may list image, audio, video, pdf, office, text, vcard, other, active and media types, separated by commas."]);

    /// <summary>The account's own allow-list of files; null = the relay's.</summary>
    internal string? OwnFileTypes => Nothing(FileTypes);

    /// <summary>The hosts that files may be fetched from.</summary>
    internal HostPatterns FileHosts(string ofProvider) => new(Nothing(MediaHosts) ?? ofProvider);

    internal bool IsEndWord(string text) => Words(EndWords).Contains(text.Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The channel's words of consent, and the account's own.</summary>
    internal ConsentWords Also(ConsentWords words) => words.With(Words(StopWords), Words(StartWords), Words(HelpWords));

    protected static IEnumerable<string> Required(params (string Name, string? Value)[] settings) =>
        settings.Where(s => string.IsNullOrWhiteSpace(s.Value)).Select(s => $"{s.Name} is missing.");

    protected static IEnumerable<string> Address(string name, Uri? address) =>
        address is null or { IsAbsoluteUri: true, Scheme: "http" or "https" } ? [] : [$"{name} must be an absolute http(s) address."];

    private static string[] Words(string? setting) => (setting ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string? Nothing(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
