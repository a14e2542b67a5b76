using CustomerChat.Intake;

namespace CustomerChat.App.Limits;

/// <summary>
/// Token buckets by key, each with a burst of a tenth of a minute's number (10 at least). Bounded: the bucket that was used longest ago goes first. Thread-safe.
/// </summary>
/// <param name="perMinute">Tokens a minute; 0 = no limit.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenBuckets(int perMinute, TimeProvider time)
{
    /// <summary>So many keys are remembered.</summary>
    internal const int MaxKeys = 100_000;

    private readonly Lock _lock = new();
    private readonly LeastRecent<string, Bucket> _buckets = new(MaxKeys);

    /// <summary>How many tokens there are at once, and the most that one request may cost.</summary>
    public int Burst { get; } = Math.Max(10, perMinute / 10);

    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _buckets.Count;
            }
        }
    }

    /// <summary>Takes tokens. Null: they were there. Otherwise none is taken, and they will be there after this time.</summary>
    public TimeSpan? Take(string key, int cost = 1) => TakeIfThere(key, cost, cost);

    /// <summary>Whether a token is there, without taking it. Null: it is.</summary>
    public TimeSpan? Peek(string key) => TakeIfThere(key, 1, 0);

    private TimeSpan? TakeIfThere(string key, int needed, int cost)
    {
        if (perMinute == 0)
        {
            return null;
        }

        lock (_lock)
        {
            var now = time.GetTimestamp();
            var isKnown = _buckets.TryGet(key, out var bucket);
            var tokens = isKnown ? Math.Min(Burst, bucket.Tokens + (time.GetElapsedTime(bucket.At, now).TotalMinutes * perMinute)) : Burst;

            // A thousandth: what was counted in parts must not fall short of a whole one by rounding.
            if (tokens + 0.001 < needed)
            {
                return TimeSpan.FromMinutes((needed - tokens) / perMinute);
            }

            if (cost > 0)
            {
                _buckets.Set(key, new(tokens - cost, now));
            }

            return null;
        }
    }

    private readonly record struct Bucket(double Tokens, long At);
}
