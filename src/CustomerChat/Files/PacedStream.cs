namespace CustomerChat.Files;

/// <summary>
/// A stream that must deliver 10 kB per second on average, after its first 15 s. If it is slower, it throws a <see
/// cref="TimeoutException"/>.
/// </summary>
public sealed class PacedStream(Stream content, TimeProvider time) : ReadingStream
{
    private const int BytesPerSecond = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly DateTimeOffset _start = time.GetUtcNow();
    private long _count;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var left = _start + Patience + TimeSpan.FromSeconds((double)_count / BytesPerSecond) - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            throw new TimeoutException();
        }

        using var limit = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var read = await content.ReadAsync(buffer, either.Token);
            _count += read;
            return read;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
