using CustomerChat.Files;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.Files;

public class PacedStreamTests
{
    private readonly FakeTimeProvider _time = new();

    /// <summary>10 kB a second are enough, for as long as it takes. Slower, the time allowed is 15 s and one second for each 10 kB.</summary>
    [Theory]
    [InlineData(10_000, 600, null)]
    [InlineData(5_000, 600, 30)]
    [InlineData(1, 600, 15)]
    [InlineData(1, 14, null)]
    public async Task Read_AtAPace_IsAllowedFrom10kBPerSecond(int bytesPerSecond, int seconds, int? failsAfter)
    {
        var paced = new PacedStream(new Source(_time, bytesPerSecond, seconds), _time);
        var began = _time.GetUtcNow();

        var fault = await Record.ExceptionAsync(() => paced.CopyToAsync(Stream.Null));

        Assert.Equal(failsAfter is null, fault is null);
        if (failsAfter is { } limit)
        {
            Assert.IsType<TimeoutException>(fault);
            Assert.InRange((_time.GetUtcNow() - began).TotalSeconds, limit, limit + 1);
        }
    }

    [Fact]
    public async Task Read_OfASourceThatIsSilent_FailsAfterFifteenSeconds()
    {
        var reading = new PacedStream(new Silence(), _time).ReadAsync(new byte[1]).AsTask();
        _time.Advance(TimeSpan.FromSeconds(14.9));
        Assert.False(reading.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(0.1));
        await Assert.ThrowsAsync<TimeoutException>(() => reading);
    }

    /// <summary>Gives so many bytes each second.</summary>
    private sealed class Source(FakeTimeProvider time, int bytesPerSecond, int seconds) : ReadingStream
    {
        private int _left = seconds;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return ValueTask.FromResult(_left-- > 0 ? bytesPerSecond : 0);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class Silence : ReadingStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
