using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Http;

/// <summary>A request's body, read once with a cap.</summary>
public static class RawBody
{
    /// <summary>The bytes, or null when there are more than <paramref name="cap"/>.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int cap, CancellationToken cancellationToken)
    {
        if (request.ContentLength > cap)
        {
            return null;
        }

        using var buffer = new MemoryStream((int)(request.ContentLength ?? 1024));
        var chunk = new byte[8 * 1024];
        for (int read; (read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0;)
        {
            if (buffer.Length + read > cap)
            {
                return null;
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }
}
