using CustomerChat.Chats;
using Microsoft.Extensions.Options;

namespace CustomerChat.Intake;

/// <summary>
/// Limits how many messages an address may send in any minute, by the setting <c>Limits:MessagesPerAddress</c>. Each process counts for
/// itself. A message that a provider delivers again counts once. A flood ends when no message was stopped for one minute.
/// </summary>
public sealed class FloodLimit(IOptions<LimitOptions> options, TimeProvider time)
{
    /// <summary>How many addresses are remembered. If more write, the address that wrote longest ago is forgotten, and its count starts again.</summary>
    internal const int MaxAddresses = 10_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly LeastRecent<ChannelAddress, Writer> _writers = new(MaxAddresses);

    /// <summary>Counts a message and decides whether it passes.</summary>
    public FloodVerdict Count(InboundMessage message)
    {
        var limit = options.Value.MessagesPerAddress;
        if (limit == 0)
        {
            return FloodVerdict.Pass;
        }

        lock (_lock)
        {
            var now = time.GetTimestamp();
            var writer = Find(message.From, now);
            var id = message.Id.GetHashCode(StringComparison.Ordinal);
            if (writer.Passed.Any(passed => passed.Id == id))
            {
                return FloodVerdict.Pass;
            }

            if (writer.Passed.Count < limit)
            {
                writer.Passed.Enqueue((now, id));
                return FloodVerdict.Pass;
            }

            var goesOn = IsRecent(writer.StoppedAt, now);
            writer.StoppedAt = now;
            return goesOn ? FloodVerdict.Stop : FloodVerdict.StopAndTell;
        }
    }

    /// <summary>The customer could not be told. The next message that is stopped counts as the first of the flood again.</summary>
    public void NoticeFailed(ChannelAddress from)
    {
        lock (_lock)
        {
            if (_writers.TryGet(from, out var writer))
            {
                writer.StoppedAt = null;
            }
        }
    }

    private Writer Find(ChannelAddress from, long now)
    {
        if (!_writers.TryGet(from, out var writer))
        {
            _writers.Set(from, writer = new Writer());
        }

        while (writer.Passed.TryPeek(out var oldest) && !IsRecent(oldest.At, now))
        {
            writer.Passed.Dequeue();
        }

        return writer;
    }

    private bool IsRecent(long? at, long now) => at is { } then && time.GetElapsedTime(then, now) < Minute;

    private sealed class Writer
    {
        /// <summary>The messages of the last minute that passed: their times, and hashes of their ids.</summary>
        public Queue<(long At, int Id)> Passed { get; } = [];

        /// <summary>When a message of this address was last stopped; null = none, or the customer could not be told.</summary>
        public long? StoppedAt { get; set; }
    }
}
