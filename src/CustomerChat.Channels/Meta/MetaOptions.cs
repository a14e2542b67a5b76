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

    /// <summary>The Graph API with its version; default https://graph.facebook.com/v23.0/.</summary>
    public Uri ApiBaseAddress { get; set; } = new("https://graph.facebook.com/v23.0/");

    internal override IEnumerable<string> Faults() => base.Faults()
        .Concat(Required((nameof(AppSecret), AppSecret), (nameof(VerifyToken), VerifyToken), (nameof(AccessToken), AccessToken)))
        .Concat(Address(nameof(ApiBaseAddress), ApiBaseAddress));
}
