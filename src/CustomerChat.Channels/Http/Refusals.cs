using System.Net;

namespace CustomerChat.Channels.Http;

internal static class Refusals
{
    /// <summary>
    /// What a status alone tells, where the provider gives no code that is known: 5xx, 408 and 425 pass; 401, 402 and 403 are
    /// about who asks; the rest is about what is asked.
    /// </summary>
    public static Refusal Of(HttpStatusCode status) => (int)status switch
    {
        >= 500 or 408 or 425 or 429 => Refusal.Passing,
        401 or 402 or 403 => Refusal.Account,
        _ => Refusal.Message,
    };
}
