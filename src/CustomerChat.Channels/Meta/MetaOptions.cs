using CustomerChat.Channels.Accounts;

namespace CustomerChat.Channels.Meta;

/// <summary>What an app at Meta has.</summary>
public abstract class MetaOptions : AccountOptions
{
    /// <summary>The app's secret, by which webhooks are signed; several while it is rotated. Required.</summary>
    public string? AppSecret { get; set; }

    /// <summary>The word of our choice by which Meta proves that the address was entered by us. Required.</summary>
    public string? VerifyToken { get; set; }

    /// <summary>The token by which messages are sent. Required.</summary>
    public string? AccessToken { get; set; }

    /// <summary>
    /// A template without parameters, as name and language, such as <c>we_have_an_answer, en_US</c>: sent when an answer comes more than a day
    /// after the customer's last message; the answer is held until they write. For Messenger it is a utility message's. Default none.
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
