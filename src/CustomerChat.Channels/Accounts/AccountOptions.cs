using CustomerChat.Consent;
using CustomerChat.Delivery;

namespace CustomerChat.Channels.Accounts;

/// <summary>What the accounts of all channels have: <c>Channels:{Channel}:{account}:…</c>.</summary>
public abstract class AccountOptions
{
    /// <summary>The contact centre that serves the account. Required.</summary>
    public string? ContactCenterId { get; set; }

    /// <summary>Words by which a customer ends the chat, in any case, separated by commas; default <c>/end</c>.</summary>
    public string EndWords { get; set; } = "/end";

    /// <summary>More words by which a customer wants no more messages, in any case, separated by commas; default none. Each channel has words of its own.</summary>
    public string? StopWords { get; set; }

    /// <summary>More words by which a customer wants messages again; default none.</summary>
    public string? StartWords { get; set; }

    /// <summary>More words by which a customer asks who writes; default none.</summary>
    public string? HelpWords { get; set; }

    /// <inheritdoc cref="ChannelTexts.Welcome"/>
    public string? Welcome { get; set; }

    /// <inheritdoc cref="ChannelTexts.Queue"/>
    public string? Queue { get; set; }

    /// <inheritdoc cref="ChannelTexts.Joined"/>
    public string? Joined { get; set; }

    /// <inheritdoc cref="ChannelTexts.Left"/>
    public string? Left { get; set; }

    /// <inheritdoc cref="ChannelTexts.Closing"/>
    public string? Closing { get; set; }

    /// <inheritdoc cref="ChannelTexts.NotTaken"/>
    public string? NotTaken { get; set; } = ChannelTexts.NotTakenText;

    /// <summary>Whether customers' messages are marked as read when the contact centre has them, where the channel can (WhatsApp Cloud API, Messenger); default false.</summary>
    public bool MarkRead { get; set; }

    /// <inheritdoc cref="ChannelTexts.TooFast"/>
    public string? TooFast { get; set; } = ChannelTexts.TooFastText;

    internal ChannelTexts Texts => new()
    {
        Welcome = Nothing(Welcome),
        Queue = Nothing(Queue),
        Joined = Nothing(Joined),
        Left = Nothing(Left),
        Closing = Nothing(Closing),
        NotTaken = Nothing(NotTaken),
        TooFast = Nothing(TooFast),
    };

    /// <summary>What is missing or wrong, each as a sentence that begins with the setting's name.</summary>
    internal virtual IEnumerable<string> Faults() => Required((nameof(ContactCenterId), ContactCenterId));

    internal bool IsEndWord(string text) => Words(EndWords).Contains(text.Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>A channel's words of consent and the account's.</summary>
    internal ConsentWords Also(ConsentWords words) => words.With(Words(StopWords), Words(StartWords), Words(HelpWords));

    protected static IEnumerable<string> Required(params (string Name, string? Value)[] settings) =>
        settings.Where(s => string.IsNullOrWhiteSpace(s.Value)).Select(s => $"{s.Name} is missing.");

    protected static IEnumerable<string> Address(string name, Uri? address) =>
        address is null or { IsAbsoluteUri: true, Scheme: "http" or "https" } ? [] : [$"{name} must be an absolute http(s) address."];

    private static string[] Words(string? setting) => (setting ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string? Nothing(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
