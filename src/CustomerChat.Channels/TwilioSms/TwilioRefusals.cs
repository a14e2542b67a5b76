using System.Net;
using CustomerChat.Channels.Http;

namespace CustomerChat.Channels.TwilioSms;

/// <summary>Twilio's error codes (https://www.twilio.com/docs/api/errors). Pure.</summary>
internal static class TwilioRefusals
{
    public static Refusal Of(HttpStatusCode status, string? code) => code switch
    {
        // Too many at once; queue full; unreachable for now; carrier's, account's and channel's rate.
        "20429" or "30001" or "30003" or "30022" or "63017" or "63018" => Refusal.Passing,

        // Credentials; account suspended, not active, not paid; price limit.
        "20003" or "20005" or "20008" or "10001" or "30002" or "30010" or "63020" => Refusal.Account,

        // The sender is not ours, can't send, or has no number; not registered with carriers; the channel's sender is unknown.
        "21603" or "21606" or "21659" or "21660" or "21701" or "21703" or "21705" or "30032" or "30034" or "63007" => Refusal.Account,

        // Policy; account locked at WhatsApp.
        "63013" or "63051" => Refusal.Account,

        // More than 24 hours since the customer wrote.
        "63016" => Refusal.Window,

        // Opted out.
        "21610" => Refusal.Consent,

        // Five digits are Twilio's own: about the message or its address. 21408 (a region that the account does not allow) too: other regions go on.
        { Length: 5 } when (int)status is >= 400 and < 500 and not (401 or 402 or 403 or 429) => Refusal.Message,
        _ => Refusals.Of(status),
    };
}
