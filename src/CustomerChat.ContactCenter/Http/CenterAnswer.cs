using System.Net;

namespace CustomerChat.ContactCenter.Http;

/// <summary>An HTTP answer of a contact centre. The protocol's own reader then finds out what it means.</summary>
/// <param name="Body">The answer's body. Only halves of characters are replaced: see <see cref="Surrogates"/>.</param>
/// <param name="RetryAfter">How long the contact centre asks to wait before the next request; null = it does not ask.</param>
internal sealed record CenterAnswer(HttpStatusCode Status, byte[] Body, TimeSpan? RetryAfter)
{
    public int Code => (int)Status;

    public bool IsSuccess => Code is >= 200 and < 300;
}
