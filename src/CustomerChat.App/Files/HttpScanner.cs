using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CustomerChat.Files;
using Microsoft.Extensions.Options;

namespace CustomerChat.App.Files;

/// <summary>
/// A scanner that speaks the relay's own contract: <c>POST</c> with the file as the body, <c>X-File-Sha256</c>, <c>X-File-Timestamp</c>
/// (seconds since 1970) and <c>X-File-Signature</c>. The signature is an HMAC-SHA256 in hex, with <c>Files:ScannerSecret</c>, over
/// <c>{timestamp}.{sha256}</c>. The answer is 200 and <c>{"verdict":"clean"}</c> or <c>{"verdict":"harmful","finding":"…"}</c>. Any other
/// answer is no verdict, and the relay does not give out the file.
/// </summary>
internal sealed class HttpScanner(IHttpClientFactory clients, IOptions<ChatFileOptions> options, TimeProvider time) : IFileScanner
{
    public const string Client = "scanner";

    private const int MaxAnswer = 16 * 1024;

    public bool IsOn => true;

    public async Task<ScanResult> ScanAsync(ChatFile file, Stream content, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.ScannerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Value.Scanner) { Content = new StreamContent(content) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Content.Headers.ContentLength = file.Size;
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.Add("X-File-Sha256", file.Sha256);
        request.Headers.Add("X-File-Timestamp", timestamp);
        request.Headers.Add("X-File-Signature", Sign(options.Value.ScannerSecret!, timestamp, file.Sha256));
        try
        {
            using var response = await clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.StatusCode == HttpStatusCode.OK
                ? Read(await ReadAsync(response, either.Token))
                : new(ScanVerdict.Unknown, string.Create(CultureInfo.InvariantCulture, $"the scanner answered HTTP {(int)response.StatusCode}"));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(ScanVerdict.Unknown, "the scanner did not answer in time");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new(ScanVerdict.Unknown, "the scanner was not reached");
        }
    }

    internal static string Sign(string secret, string timestamp, string sha256) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes($"{timestamp}.{sha256}")));

    /// <summary>Reads the scanner's answer. Pure.</summary>
    internal static ScanResult Read(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            string? Text(string name) =>
                document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return Text("verdict") switch
            {
                "clean" => new(ScanVerdict.Clean),
                "harmful" => new(ScanVerdict.Harmful, Text("finding")),
                _ => new(ScanVerdict.Unknown, "the scanner gave no verdict"),
            };
        }
        catch (JsonException)
        {
            return new(ScanVerdict.Unknown, "the scanner gave no verdict");
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxAnswer];
        return buffer[..await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)];
    }
}
