using CustomerChat.Chats;
using CustomerChat.Intake;
using FsCheck.Xunit;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.Intake;

public class FloodLimitTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LimitOptions _options = new();
    private readonly FloodLimit _limit;
    private int _next;

    public FloodLimitTests() => _limit = new FloodLimit(Options.Create(_options), _time);

    [Fact]
    public void Sixty_OfAMinute_PassAndOfTheRestTheFirstIsTold()
    {
        Assert.All(Enumerable.Range(0, 60), _ => Assert.Equal(FloodVerdict.Pass, Write()));
        Assert.Equal(FloodVerdict.StopAndTell, Write());
        Assert.Equal(FloodVerdict.Stop, Write());
        Assert.Equal(FloodVerdict.Pass, Write("+2"));
        Assert.Equal(FloodVerdict.Pass, Write("+1", "other"));
        _time.Advance(TimeSpan.FromSeconds(59.9));
        Assert.Equal(FloodVerdict.Stop, Write());
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(FloodVerdict.Pass, Write());
    }

    [Fact]
    public void Flood_ThatGoesOnForMinutes_IsToldOnceAndTheNextOneAgain()
    {
        _options.MessagesPerAddress = 10;
        var seen = new List<FloodVerdict>();
        for (var i = 0; i < 300; i++)
        {
            seen.Add(Write());
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((50, 1), (seen.Count(v => v == FloodVerdict.Pass), seen.Count(v => v == FloodVerdict.StopAndTell)));
        _time.Advance(TimeSpan.FromMinutes(1));
        seen.Clear();
        seen.AddRange(Enumerable.Range(0, 12).Select(_ => Write()));
        Assert.Equal((10, 1), (seen.Count(v => v == FloodVerdict.Pass), seen.Count(v => v == FloodVerdict.StopAndTell)));
    }

    [Fact]
    public void Repeated_Messages_CountOnceAndPassWhenTheyHavePassed()
    {
        _options.MessagesPerAddress = 2;
        Assert.All(new[] { "a", "a", "b", "a", "b" }, id => Assert.Equal(FloodVerdict.Pass, Write(id: id)));
        Assert.Equal(FloodVerdict.StopAndTell, Write(id: "c"));
        Assert.Equal(FloodVerdict.Pass, Write(id: "b"));
    }

    [Fact]
    public void Zero_IsNoLimit()
    {
        _options.MessagesPerAddress = 0;
        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.Equal(FloodVerdict.Pass, Write()));
    }

    [Fact]
    public void WhoCouldNotBeTold_IsToldByTheNext()
    {
        _options.MessagesPerAddress = 1;
        Write();
        Assert.Equal(FloodVerdict.StopAndTell, Write());
        _limit.NoticeFailed(Address());
        Assert.Equal(FloodVerdict.StopAndTell, Write());
        Assert.Equal(FloodVerdict.Stop, Write());
    }

    /// <summary>Memory is bounded: who floods is remembered beside as many others as there may be, and forgotten beyond.</summary>
    [Fact]
    public void Addresses_BeyondWhatIsRemembered_MakeRoomByThoseThatAreQuiet()
    {
        _options.MessagesPerAddress = 1;
        for (var i = 0; i < FloodLimit.MaxAddresses - 1; i++)
        {
            Write($"{i}");
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        Write("flooding");
        Assert.Equal(FloodVerdict.StopAndTell, Write("flooding"));
        Assert.Equal(FloodVerdict.Pass, Write("one more"));
        Assert.Equal(FloodVerdict.Stop, Write("flooding"));
        for (var i = 0; i < FloodLimit.MaxAddresses; i++)
        {
            Write($"{i}");
        }

        Assert.Equal(FloodVerdict.Pass, Write("flooding"));
    }

    /// <summary>In no minute more than the limit pass, and what comes when fewer have passed is never stopped.</summary>
    [Property]
    public bool Messages_AtAnyTimes_NeverPassMoreThanTheLimitNorAreStoppedBelowIt(byte[] pauses)
    {
        _options.MessagesPerAddress = 3;
        var limit = new FloodLimit(Options.Create(_options), _time);
        var passed = new List<DateTimeOffset>();
        foreach (var pause in pauses)
        {
            _time.Advance(TimeSpan.FromSeconds(pause % 40));
            var before = passed.Count(at => _time.GetUtcNow() - at < TimeSpan.FromMinutes(1));
            var verdict = limit.Count(Message());
            if (verdict == FloodVerdict.Pass != before < 3)
            {
                return false;
            }

            if (verdict == FloodVerdict.Pass)
            {
                passed.Add(_time.GetUtcNow());
            }
        }

        return true;
    }

    private FloodVerdict Write(string from = "+1", string account = "main", string? id = null) =>
        _limit.Count(Message(from, account, id));

    private InboundMessage Message(string from = "+1", string account = "main", string? id = null) =>
        new(Address(from, account), "c1", id ?? $"m{_next++}", "hello", "Ann", "sms");

    private static ChannelAddress Address(string from = "+1", string account = "main") => new("sms", account, from);
}
