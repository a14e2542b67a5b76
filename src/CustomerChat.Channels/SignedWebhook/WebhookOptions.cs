using CustomerChat.Channels.Accounts;

namespace CustomerChat.Channels.SignedWebhook;

/// <summary>Settings <c>Channels:Webhook:{account}:…</c>: any program that speaks Standard Webhooks, in both directions.</summary>
public sealed class WebhookOptions : AccountOptions
{
    /// <summary>
    /// <c>whsec_…</c>, or several while it is rotated: each signs what goes out, and what comes in may be signed by any of them. Required.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary>Where agents' answers are posted: https, a public address. Required.</summary>
    public Uri? CallbackUrl { get; set; }

    /// <summary>The program may write to customers first, through any account of any channel (<c>"type":"outbound"</c>).</summary>
    public bool MayReachOut { get; set; }

    internal override IEnumerable<string> Faults() => base.Faults()
        .Concat(Required((nameof(Secret), Secret), (nameof(CallbackUrl), CallbackUrl?.OriginalString)))
        .Concat(Secrets.Parse(Secret).All(s => WebhookSignature.Key(s) is not null)
            ? []
            : [$"{nameof(Secret)} must be whsec_ and 24 to 64 bytes in base64."]);
}
