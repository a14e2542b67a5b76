using CustomerChat.Channels.Http;

namespace CustomerChat.Channels.Inbound;

/// <summary>What brought the customer here: an ad, a post, a link. The provider reports it once.</summary>
/// <param name="Source">ad, post, a link of the shop.</param>
/// <param name="Headline">What the ad says.</param>
/// <param name="Body">More text of the ad.</param>
/// <param name="Link">The address of the ad or post.</param>
/// <param name="Id">The ad's or post's id.</param>
/// <param name="Reference">The text that the maker of the link put into it.</param>
/// <param name="ClickId">The provider's id of the click.</param>
internal sealed record Referral(
    string? Source, string? Headline = null, string? Body = null, string? Link = null, string? Id = null, string? Reference = null, string? ClickId = null)
{
    /// <summary>
    /// From WhatsApp (https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/text); null
    /// when there is none.
    /// </summary>
    public static Referral? OfWhatsApp(LenientJson referral) => referral.Exists
        ? new(
            referral["source_type"].Text, referral["headline"].Text, referral["body"].Text, referral["source_url"].Text, referral["source_id"].Text,
            referral["welcome_message"]["text"].Text, referral["ctwa_clid"].Text)
        : null;

    /// <summary>
    /// From Messenger
    /// (https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/messaging_referrals);
    /// null when there is none.
    /// </summary>
    public static Referral? OfMessenger(LenientJson referral) => referral.Exists
        ? new(
            referral["source"].Text?.ToLowerInvariant() ?? (referral["product"].Exists ? "product" : referral["type"].Text?.ToLowerInvariant()),
            referral["ads_context_data"]["ad_title"].Text,
            Link: referral["referer_uri"].Text ?? referral["ads_context_data"]["photo_url"].Text ?? referral["ads_context_data"]["video_url"].Text,
            Id: referral["ad_id"].Text ?? referral["product"]["id"].Text ?? referral["ads_context_data"]["post_id"].Text,
            Reference: referral["ref"].Text)
        : null;

    /// <summary>From Twilio's fields (https://www.twilio.com/docs/messaging/guides/webhook-request); null when there are none.</summary>
    public static Referral? OfTwilio(Func<string, string?> field) =>
        new Referral(
            field("ReferralSourceType"), field("ReferralHeadline"), field("ReferralBody"), field("ReferralSourceUrl") ?? field("ReferralMediaUrl"),
            field("ReferralSourceId"), null, field("ReferralCtwaClid")) is var referral && referral != Nothing ? referral : null;

    private static readonly Referral Nothing = new(Source: null);

    /// <summary>The referral as user data of the chat.</summary>
    public IEnumerable<(string Key, string? Value)> Data =>
    [
        ("referralSource", Source), ("referralHeadline", Headline), ("referralBody", Body), ("referralUrl", Link), ("referralId", Id),
        ("referralRef", Reference), ("referralClickId", ClickId),
    ];
}
