using CustomerChat.App.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerChat.App.Http;

/// <summary>
/// Reads a request's body once, with a limit for its size and one for its time. A fault of the body is a return value, not an exception.
/// </summary>
public sealed partial class BodyReader(TimeProvider time, ILogger<BodyReader> logger)
{
    /// <summary>How long a body may take. A server's own limit (Kestrel: 240 bytes a second after 5 s) may end it earlier.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private const int ChunkSize = 8 * 1024;

    /// <summary>The bytes; or 413 for more than <paramref name="cap"/>, 408 for a body that does not arrive in time, 400 for a malformed or incomplete one.</summary>
    public async Task<(byte[]? Bytes, ApiError? Error)> ReadAsync(HttpRequest request, int cap, CancellationToken cancellationToken)
    {
        if (request.ContentLength > cap)
        {
            return (null, ApiError.BodyTooLarge);
        }

        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ReadAllAsync(request, cap, either.Token) is { } body ? (body, null) : (null, ApiError.BodyTooLarge);
        }
        catch (BadHttpRequestException e)
        {
            return (null, Refused(request, e.StatusCode));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return (null, Refused(request, StatusCodes.Status408RequestTimeout));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The caller has gone: nobody reads the answer.
            return (null, Refused(request, StatusCodes.Status400BadRequest));
        }
    }

    private static async Task<byte[]?> ReadAllAsync(HttpRequest request, int cap, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream((int)(request.ContentLength ?? 1024));
        var chunk = new byte[ChunkSize];
        for (int read; (read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0;)
        {
            if (buffer.Length + read > cap)
            {
                return null;
            }

            await buffer.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
        }

        return buffer.ToArray();
    }

    private ApiError Refused(HttpRequest request, int status)
    {
        Log.NotRead(logger, status);
        if (HttpProtocol.IsHttp11(request.Protocol))
        {
            // The rest of the body must not be read as the next request.
            request.HttpContext.Response.Headers.Connection = "close";
        }

        return status switch
        {
            StatusCodes.Status408RequestTimeout => ApiError.SlowBody,
            StatusCodes.Status413PayloadTooLarge => ApiError.BodyTooLarge,
            _ => ApiError.BrokenBody,
        };
    }

    private static partial class Log
    {
        [LoggerMessage(342, LogLevel.Debug, "A request's body could not be read: {Status}.")]
        public static partial void NotRead(ILogger logger, int status);
    }
}
