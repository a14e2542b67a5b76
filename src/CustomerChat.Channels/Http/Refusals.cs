using System.Net;

namespace CustomerChat.Channels.Http;

internal static class Refusals
{
    /// <summary>
    /// What the status alone says, if the provider gives no code that the relay knows: 5xx, 408, 425 and 429 pass; 401, 402 and 403 are
    /// about the account; all others are about the message.
    /// </summary>
    public static Refusal Of(HttpStatusCode status) => (int)status switch
    {
        >= 500 or 408 or 425 or 429 => Refusal.Passing,
        401 or 402 or 403 => Refusal.Account,
        _ => Refusal.Message,
    };
}
