using System.Net;
using CustomerChat.Channels.Http;

namespace CustomerChat.Channels.TwilioSms;

/// <summary>Twilio's error codes (https://www.twilio.com/docs/api/errors). Pure.</summary>
internal static class TwilioRefusals
{
    public static Refusal Of(HttpStatusCode status, string? code) => code switch
    {
        // Too many requests at once; queue full; the customer is unreachable for now; a rate limit of the carrier, the account or the
        // channel.
        "20429" or "30001" or "30003" or "30022" or "63017" or "63018" => Refusal.Passing,

        // Credentials; account suspended, not active, not paid; price limit.
        "20003" or "20005" or "20008" or "10001" or "30002" or "30010" or "63020" => Refusal.Account,

        // The sender does not belong to the account, can't send, or has no number; it is not registered with carriers; the channel's sender
        // is unknown.
        "21603" or "21606" or "21659" or "21660" or "21701" or "21703" or "21705" or "30032" or "30034" or "63007" => Refusal.Account,

        // Policy; account locked at WhatsApp.
        "63013" or "63051" => Refusal.Account,

        // More than 24 hours since the customer wrote.
        "63016" => Refusal.Window,

        // The customer has opted out.
        "21610" => Refusal.Consent,

        // Codes of five digits are Twilio's own. They are about the message or its address. So is 21408 (a region that the account does not
        // allow): messages to other regions still go out.
        { Length: 5 } when (int)status is >= 400 and < 500 and not (401 or 402 or 403 or 429) => Refusal.Message,
        _ => Refusals.Of(status),
    };
}
