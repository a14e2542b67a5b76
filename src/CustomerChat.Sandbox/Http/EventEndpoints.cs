using CustomerChat.Sandbox.Events;
using Microsoft.Extensions.Options;

namespace CustomerChat.Sandbox.Http;

/// <summary>Where the relay tells its lifecycle events, signed by <c>Sandbox:EventsSecret</c>. Without the secret there is no such address.</summary>
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

        // What is signed but not understood is taken all the same: told again it would not be understood either.
        if (RelayEvent.Read(id, body, news.DigestKey) is { } told)
        {
            news.Take(told);
        }

        return TypedResults.NoContent();
    }

    /// <summary>The body; null = it is too large.</summary>
    private static async Task<byte[]?> ReadAsync(HttpRequest request)
    {
        var body = new byte[MaxBody + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false);
        return length > MaxBody ? null : body[..length];
    }
}
