using CustomerChat.Intake;

namespace CustomerChat.App.Limits;

/// <summary>
/// Token buckets by key. Each has a burst of a tenth of the tokens of a minute (at least 10). Bounded: when the memory is full, the bucket
/// that was used longest ago is dropped first. Thread-safe.
/// </summary>
/// <param name="perMinute">Tokens per minute; 0 = no limit.</param>
internal sealed class TokenBuckets(int perMinute, TimeProvider time)
{
    /// <summary>How many keys are remembered.</summary>
    internal const int MaxKeys = 100_000;

    private readonly Lock _lock = new();
    private readonly LeastRecent<string, Bucket> _buckets = new(MaxKeys);

    /// <summary>How many tokens a full bucket has. One request may cost this many at most.</summary>
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

    /// <summary>
    /// Takes tokens. Null = there were enough. Otherwise none is taken, and the answer is how long until there are enough.
    /// </summary>
    public TimeSpan? Take(string key, int cost = 1) => TakeIfThere(key, cost, cost);

    /// <summary>
    /// Whether there is a token, without taking it. Null = there is one. Otherwise the answer is how long until there is one.
    /// </summary>
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

            // The thousandth is a margin for rounding: parts of a token must add up to a whole token.
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
