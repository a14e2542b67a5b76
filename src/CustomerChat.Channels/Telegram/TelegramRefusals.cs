using System.Net;
using CustomerChat.Channels.Http;

namespace CustomerChat.Channels.Telegram;

/// <summary>Telegram's refusals: its code is the status, and its words tell the rest (https://core.telegram.org/bots/api#making-requests). Pure.</summary>
internal static class TelegramRefusals
{
    public static Refusal Of(HttpStatusCode status, string? description) => (int)status switch
    {
        // The token is wrong or withdrawn; a path with a wrong token is not found.
        401 or 404 => Refusal.Account,
        403 when Says(description, "deactivated") || Says(description, "bots can't send messages to bots") => Refusal.Message,

        // Blocked by the user, kicked from the group, never started by the user.
        403 => Refusal.Consent,
        420 => Refusal.Passing,
        _ => Refusals.Of(status),
    };

    private static bool Says(string? description, string words) => description?.Contains(words, StringComparison.OrdinalIgnoreCase) is true;
}
