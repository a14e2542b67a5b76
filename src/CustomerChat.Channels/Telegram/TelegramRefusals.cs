using System.Net;
using CustomerChat.Channels.Http;

namespace CustomerChat.Channels.Telegram;

/// <summary>
/// Telegram's refusals. The code is the HTTP status, and the description says the rest
/// (https://core.telegram.org/bots/api#making-requests). Pure.
/// </summary>
internal static class TelegramRefusals
{
    private static readonly string[] Unwanted = ["blocked", "kicked", "initiate conversation", "not a member"];

    public static Refusal Of(HttpStatusCode status, string? description) => (int)status switch
    {
        // The token is wrong or withdrawn. Telegram answers 404 to a path with a wrong token.
        401 or 404 => Refusal.Account,

        // The customer has blocked the bot or never started it, or the bot was kicked from the group or has left it.
        403 when Unwanted.Any(words => description?.Contains(words, StringComparison.OrdinalIgnoreCase) is true) => Refusal.Consent,

        // The customer's account is deleted or is a bot, or Telegram does not say why.
        403 => Refusal.Message,
        420 => Refusal.Passing,
        _ => Refusals.Of(status),
    };
}
