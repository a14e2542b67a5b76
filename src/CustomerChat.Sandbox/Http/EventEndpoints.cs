using CustomerChat.Sandbox.Events;
using Microsoft.Extensions.Options;

namespace CustomerChat.Sandbox.Http;

/// <summary>
/// Receives the relay's lifecycle events, which are signed with <c>Sandbox:EventsSecret</c>. Without this secret, the path answers 404.
/// </summary>
internal sealed class EventEndpoints(RelayNews news, IOptions<SandboxOptions> options, TimeProvider time)
{
    public const string Path = "/sandbox/events";

    private const int MaxBody = 64 * 1024;

    private readonly byte[]? _key = EventSignature.Key(options.Value.EventsSecret);

    public static void Map(WebApplication app) => app.MapPost(Path, (HttpRequest request, EventEndpoints api) => api.TakeAsync(request));

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        if (_key is null)
        {
            return TypedResults.NotFound();
        }

        if (await ReadAsync(request) is not { } body)
        {
            return TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        var id = request.Headers["webhook-id"].ToString();
        if (!EventSignature.IsRight(_key, id, request.Headers["webhook-timestamp"], request.Headers["webhook-signature"], body, time.GetUtcNow()))
        {
            return TypedResults.Unauthorized();
        }

        // A signed event that the sandbox can't read is accepted too: if the relay sent it again, the sandbox could not read it either.
        if (RelayEvent.Read(id, body, news.DigestKey) is { } told)
        {
            news.Take(told);
        }

        return TypedResults.NoContent();
    }

    /// <summary>Reads the body; null = it is too large.</summary>
    private static async Task<byte[]?> ReadAsync(HttpRequest request)
    {
        var body = new byte[MaxBody + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false);
        return length > MaxBody ? null : body[..length];
    }
}
