using System.Net;
using System.Net.Sockets;
using CustomerChat.Delivery;
using CustomerChat.Files;

namespace CustomerChat.Channels.Http;

/// <summary>Asks a provider's API where a file is. The answer is one small JSON document.</summary>
internal static class ApiQuestion
{
    private const int MaxAnswer = 64 * 1024;

    /// <summary>What <paramref name="read"/> makes of the answer; or why there is no answer.</summary>
    public static async Task<FileSourceResult> AskAsync(
        HttpClient http, HttpRequestMessage request, TimeProvider time, Func<HttpStatusCode, LenientJson, Task<FileSourceResult>> read, CancellationToken cancellationToken)
    {
        HttpStatusCode status;
        byte[] body;
        using var limit = new CancellationTokenSource(ChannelDelivery.SendLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
            var buffer = new byte[MaxAnswer];
            body = buffer[..await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, either.Token)];
            status = response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException)
        {
            return new FileSourceResult.NotNow("the channel's provider was not reached");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new FileSourceResult.NotNow("the channel's provider did not answer in time");
        }

        using var document = LenientJson.Parse(body);
        return await read(status, document is null ? default : new LenientJson(document.RootElement));
    }
}
