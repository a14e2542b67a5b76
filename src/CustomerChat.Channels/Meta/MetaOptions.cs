using CustomerChat.Channels.Accounts;

namespace CustomerChat.Channels.Meta;

/// <summary>The settings of an app at Meta.</summary>
public abstract class MetaOptions : AccountOptions
{
    /// <summary>The app's secret, with which Meta signs webhooks; several while it is rotated. Required.</summary>
    public string? AppSecret { get; set; }

    /// <summary>A word that the operator chooses. With it Meta proves that the operator entered the webhook's address. Required.</summary>
    public string? VerifyToken { get; set; }

    /// <summary>The token with which the relay sends messages. Required.</summary>
    public string? AccessToken { get; set; }

    /// <summary>
    /// A template without parameters, as name and language, such as <c>we_have_an_answer, en_US</c>. The relay sends it when an answer
    /// comes more than a day after the customer's last message, and holds the answer until the customer writes. For Messenger it is the
    /// template of a utility message. Default none.
    /// </summary>
    public string? Template { get; set; }

    /// <summary>The template's name and language.</summary>
    internal (string Name, string Language)? TemplateParts =>
        Template?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is [var name, var language] ? (name, language) : null;

    /// <summary>The Graph API with its version; default https://graph.facebook.com/v23.0/.</summary>
    public Uri ApiBaseAddress { get; set; } = new("https://graph.facebook.com/v23.0/");

    internal override IEnumerable<string> Faults() => base.Faults()
        .Concat(Required((nameof(AppSecret), AppSecret), (nameof(VerifyToken), VerifyToken), (nameof(AccessToken), AccessToken)))
        .Concat(Address(nameof(ApiBaseAddress), ApiBaseAddress))
        .Concat(string.IsNullOrWhiteSpace(Template) || TemplateParts is not null ? [] : [$"{nameof(Template)} must be a name and a language, separated by a comma."]);
}
