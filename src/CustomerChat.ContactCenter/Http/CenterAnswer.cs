using System.Net;

namespace CustomerChat.ContactCenter.Http;

/// <summary>What a contact centre has answered, before anybody says what it means.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body as it came.</param>
/// <param name="RetryAfter">When it wants to be asked again; null = it did not say.</param>
internal sealed record CenterAnswer(HttpStatusCode Status, byte[] Body, TimeSpan? RetryAfter)
{
    public int Code => (int)Status;

    public bool IsSuccess => Code is >= 200 and < 300;
}
