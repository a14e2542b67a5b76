using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using CustomerChat.Files;
using Microsoft.Extensions.Options;

namespace CustomerChat.App.Files;

/// <summary>
/// ClamAV by clamd's own protocol (man clamd, INSTREAM): chunks, each after its length; an empty chunk at the end; one line as the answer.
/// </summary>
internal sealed class ClamdScanner(IOptions<ChatFileOptions> options, TimeProvider time) : IFileScanner
{
    private const int DefaultPort = 3_310;
    private const int ChunkSize = 64 * 1024;
    private const int MaxAnswer = 1_024;

    public bool IsOn => true;

    public async Task<ScanResult> ScanAsync(ChatFile file, Stream content, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.ScannerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return Read(await AskAsync(content, either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(ScanVerdict.Unknown, "the scanner did not answer in time");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return new(ScanVerdict.Unknown, "the scanner was not reached");
        }
    }

    private async Task<string> AskAsync(Stream content, CancellationToken cancellationToken)
    {
        var address = options.Value.Scanner!;
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(address.Host, address.Port > 0 ? address.Port : DefaultPort, cancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize + sizeof(int));
        try
        {
            int read;
            do
            {
                read = await content.ReadAsync(buffer.AsMemory(sizeof(int), ChunkSize), cancellationToken);
                BinaryPrimitives.WriteInt32BigEndian(buffer, read);
                await stream.WriteAsync(buffer.AsMemory(0, sizeof(int) + read), cancellationToken);
            }
            while (read > 0);

            var length = await stream.ReadAtLeastAsync(buffer.AsMemory(0, MaxAnswer), MaxAnswer, throwOnEndOfStream: false, cancellationToken);
            return Encoding.ASCII.GetString(buffer, 0, length).TrimEnd('\0', '\n');
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// Reads clamd's answer: <c>stream: OK</c>, <c>stream: Eicar-Test-Signature FOUND</c>, or an error, for example that the stream is
    /// larger than clamd takes. Pure.
    /// </summary>
    internal static ScanResult Read(string answer) =>
        answer == "stream: OK" ? new(ScanVerdict.Clean)
        : answer.StartsWith("stream: ", StringComparison.Ordinal) && answer.EndsWith(" FOUND", StringComparison.Ordinal) ? new(ScanVerdict.Harmful, answer[8..^6])
        : new(ScanVerdict.Unknown, "the scanner reported an error");
}
