using CustomerChat.App.Limits;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.App.Limits;

public class TokenBucketsTests
{
    private readonly FakeTimeProvider _time = new();

    /// <summary>In whatever order requests come: never more than the burst and what time has given, and who waits as long as it was told is served.</summary>
    [Property]
    public Property Take_InAnyHistory_GivesTheRateAndKeepsItsWord(PositiveInt rate, (byte Seconds, byte Cost)[] history)
    {
        var perMinute = Math.Min(rate.Get, 10_000);
        var buckets = new TokenBuckets(perMinute, _time);
        var (taken, minutes, keptWord) = (0.0, 0.0, true);
        foreach (var (seconds, given) in history)
        {
            _time.Advance(TimeSpan.FromSeconds(seconds));
            minutes += seconds / 60.0;
            var cost = 1 + (given % buckets.Burst);
            if (buckets.Take("key", cost) is { } wait)
            {
                wait += TimeSpan.FromMilliseconds(1);
                _time.Advance(wait);
                minutes += wait.TotalMinutes;
                keptWord &= buckets.Take("key", cost) is null;
            }

            taken += cost;
        }

        return (keptWord && taken <= buckets.Burst + (minutes * perMinute) + 1).ToProperty();
    }

    [Fact]
    public void Keys_BeyondWhatIsRemembered_AreForgottenOldestFirst()
    {
        var buckets = new TokenBuckets(60, _time);
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Null(buckets.Take("quiet")));
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Null(buckets.Take("busy")));
        for (var i = 0; i < TokenBuckets.MaxKeys; i++)
        {
            if (i % 1_000 == 0)
            {
                Assert.NotNull(buckets.Take("busy"));
            }

            buckets.Take($"key {i}");
        }

        Assert.Equal(TokenBuckets.MaxKeys, buckets.Count);
        Assert.NotNull(buckets.Take("busy"));
        Assert.Null(buckets.Take("quiet"));
    }

    [Fact]
    public void Peek_TakesNothingAndRemembersNothing()
    {
        var buckets = new TokenBuckets(60, _time);
        Assert.All(Enumerable.Range(0, 100), i => Assert.Null(buckets.Peek($"{i}")));
        Assert.Equal(0, buckets.Count);
        Assert.All(Enumerable.Range(0, 10), _ => buckets.Take("key"));
        Assert.NotNull(buckets.Peek("key"));
    }
}
