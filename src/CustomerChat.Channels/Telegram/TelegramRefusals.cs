using System.Net;
using CustomerChat.Channels.Http;

namespace CustomerChat.Channels.Telegram;

/// <summary>Telegram's refusals: its code is the status, and its words tell the rest (https://core.telegram.org/bots/api#making-requests). Pure.</summary>
internal static class TelegramRefusals
{
    private static readonly string[] Unwanted = ["blocked", "kicked", "initiate conversation", "not a member"];

    public static Refusal Of(HttpStatusCode status, string? description) => (int)status switch
    {
        // The token is wrong or withdrawn; a path with a wrong token is not found.
        401 or 404 => Refusal.Account,

        // Blocked by the user, kicked from the group or left it, never started by the user.
        403 when Unwanted.Any(words => description?.Contains(words, StringComparison.OrdinalIgnoreCase) is true) => Refusal.Consent,

        // The user is no more, is a bot, or something that Telegram does not tell.
        403 => Refusal.Message,
        420 => Refusal.Passing,
        _ => Refusals.Of(status),
    };
}
