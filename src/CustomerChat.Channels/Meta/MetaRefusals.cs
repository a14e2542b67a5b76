using System.Net;
using CustomerChat.Channels.Http;

namespace CustomerChat.Channels.Meta;

/// <summary>
/// Meta's error codes
/// (https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes,
/// https://developers.facebook.com/documentation/business-messaging/messenger-platform/error-codes). Pure.
/// </summary>
internal static class MetaRefusals
{
    public static Refusal Of(HttpStatusCode status, string? code, string? subcode) => OfSubcode(subcode) ?? OfCode(code) ?? Refusals.Of(status);

    /// <summary>Messenger's subcodes. One code of Messenger has several causes, and the subcode tells them apart.</summary>
    private static Refusal? OfSubcode(string? subcode) => subcode switch
    {
        // More than 24 hours since the customer wrote: a code of Messenger, one of Instagram, an older one.
        "2018278" or "2534022" or "2018065" => Refusal.Window,

        // The customer has blocked the sender or is unavailable, or has stopped this topic.
        "1545041" or "2018108" or "1893015" => Refusal.Consent,

        // Another app or automation holds the thread; too many calls for one thread.
        "2018300" or "2018321" or "2534040" => Refusal.Passing,

        // The page is restricted.
        "1893063" => Refusal.Account,

        // There is no such user, or the user belongs to another page.
        "2018001" or "2534014" => Refusal.Message,
        _ => null,
    };

    private static Refusal? OfCode(string? code) => code switch
    {
        // Unknown, temporary; limits of app, number, pair and page; maintenance.
        "1" or "2" or "4" or "17" or "32" or "341" or "613" or "1200" or "80007" or "80008" or "130429" or "131000" or "131016" or "131056" or "131057" or "133004"
            => Refusal.Passing,

        // The token is no longer valid, a permission is missing, or the call is not allowed.
        "0" or "3" or "10" or "102" or "190" or "463" or "467" or "131005" => Refusal.Account,
        { Length: 3 } when code[0] == '2' => Refusal.Account,

        // Policy, locked, payment, name not approved, limits of spam and quality, number not registered or not verified.
        "368" or "131031" or "131042" or "131037" or "131045" or "131048" or "131064" or "133010" or "133015" or "133016" => Refusal.Account,

        // More than 24 hours since the customer wrote; 470 is the same in the older API.
        "131047" or "470" => Refusal.Window,

        // The customer has stopped marketing messages, or is not available (as a rule, because the customer has blocked the page).
        "131050" or "551" => Refusal.Consent,

        // About the message or its address: 100, 130472, 131008, 131009, 131021, 131026, 131030, 131049, 131051 to 131053, 131062, 132000 to 132069, 137000.
        { Length: >= 3 } when code == "100" || code[0] == '1' && code.Length == 6 => Refusal.Message,
        _ => null,
    };
}
