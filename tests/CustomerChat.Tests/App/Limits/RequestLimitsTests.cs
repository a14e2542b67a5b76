using System.Net;
using CustomerChat.App.Limits;
using CustomerChat.Chats;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using CustomerChat.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.App.Limits;

public class RequestLimitsTests
{
    private readonly MemoryStore _store = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ChatLedger _ledger;

    public RequestLimitsTests() => _ledger = new ChatLedger(_store, _time);

    [Fact]
    public async Task Open_BeyondTheBurst_IsRefusedForThatCallerAlone()
    {
        var limits = New(new() { OpensPerCaller = 60 });
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(await limits.OpenAsync(From("10.0.0.1"), "c", default));
        }

        Assert.Equal(TimeSpan.FromSeconds(1), await limits.OpenAsync(From("10.0.0.1"), "c", default));
        Assert.Null(await limits.OpenAsync(From("10.0.0.2"), "c", default));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await limits.OpenAsync(From("10.0.0.1"), "c", default));
        Assert.NotNull(await limits.OpenAsync(From("10.0.0.1"), "c", default));
    }

    [Fact]
    public async Task Open_BeyondTheCentresBurst_IsRefusedWhateverTheCaller()
    {
        var limits = New(new() { OpensPerContactCenter = 60, OpensPerCaller = 0 });
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(await limits.OpenAsync(From($"10.0.0.{i}"), "C", default));
        }

        Assert.NotNull(await limits.OpenAsync(From("10.0.1.1"), "c", default));
        Assert.Null(await limits.OpenAsync(From("10.0.1.1"), "other", default));
    }

    [Fact]
    public async Task Open_WithAsManyOpenChatsAsACallerMayHave_IsRefusedUntilOneHasEnded()
    {
        var limits = New(new() { OpenChatsPerCaller = 2 });
        var chat = await CreateAsync();
        limits.Opened(From("10.0.0.1"), chat);
        limits.Opened(From("10.0.0.1"), await CreateAsync());
        Assert.Equal(TimeSpan.FromSeconds(10), await limits.OpenAsync(From("10.0.0.1"), "c", default));
        Assert.Null(await limits.OpenAsync(From("10.0.0.2"), "c", default));
        await _ledger.ChangeAsync(chat.Id, c => new ChatChange(c.End(EndReason.Customer, DateTimeOffset.UnixEpoch)), default);
        Assert.Null(await limits.OpenAsync(From("10.0.0.1"), "c", default));
    }

    [Fact]
    public void Poll_OfALongTranscript_CountsForEachOfItsPages_AndNeverForMoreThanThereIsAtOnce()
    {
        var limits = New(new() { PollsPerChat = 600 });
        Assert.Null(limits.Poll("a", 59));
        Assert.NotNull(limits.Poll("a", 40));
        Assert.Null(limits.Poll("b", 1_000));
        Assert.NotNull(limits.Poll("b", 40));
        Assert.Null(limits.Poll("b", 0));
    }

    [Fact]
    public void PostsAndPolls_OfAChat_AreCountedApart()
    {
        var limits = New(new() { PostsPerChat = 1, PollsPerChat = 1 });
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Null(limits.Post("a")));
        Assert.NotNull(limits.Post("a"));
        Assert.Null(limits.Post("b"));
        Assert.Null(limits.Poll("a"));
    }

    [Theory]
    [InlineData(false, "1.2.3.4", "10.0.0.1")]
    [InlineData(true, "9.9.9.9, 1.2.3.4", "1.2.3.4")]
    [InlineData(true, "1.2.3.4:5678", "1.2.3.4")]
    [InlineData(true, "not an address", "10.0.0.1")]
    [InlineData(true, "", "10.0.0.1")]
    public async Task Caller_BehindAProxy_IsTheOneThatTheProxyNames(bool forwardedFor, string header, string expected)
    {
        var limits = New(new() { OpensPerCaller = 1, ForwardedFor = forwardedFor });
        for (var i = 0; i < 10; i++)
        {
            await limits.OpenAsync(From("10.0.0.1", header), "c", default);
        }

        // Whoever has the expected address has used up its share.
        Assert.NotNull(await limits.OpenAsync(From(expected), "c", default));
    }

    /// <summary>Who gets a network of addresses from a provider gets no share for each of them.</summary>
    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", 64, true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", 64, false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", 56, true)]
    [InlineData("2001:db8:1:200::1", "2001:db8:1:300::1", 56, false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2::2", 128, false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2::8000:1", 65, true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:8000::1", 65, false)]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", 64, true)]
    [InlineData("::ffff:10.0.0.1", "::ffff:10.0.0.2", 64, false)]
    public void Callers_OfOneIPv6Network_AreOne(string one, string other, int prefix, bool same)
    {
        var limits = New(new() { IPv6Prefix = prefix });
        Assert.Equal(same, limits.CallerOf(From(one)) == limits.CallerOf(From(other)));
        Assert.Equal(same, New(new() { IPv6Prefix = prefix, ForwardedFor = true }).CallerOf(From("10.9.9.9", $"[{one}]:443")) == limits.CallerOf(From(other)));
    }

    [Fact]
    public async Task Chats_ThatDoNotExist_AreLookedForAFewTimesOnly_AndKnownOnesAlways()
    {
        var limits = New(new() { UnknownChatsPerCaller = 60 });
        var known = await CreateAsync();
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(limits.Find(From("10.0.0.1"), ChatIds.New()));
            limits.NotFound(From("10.0.0.1"));
        }

        Assert.Equal(TimeSpan.FromSeconds(1), limits.Find(From("10.0.0.1"), ChatIds.New()));
        Assert.Null(limits.Find(From("10.0.0.1"), known.Id));
        Assert.Null(limits.Find(From("10.0.0.2"), ChatIds.New()));
    }

    /// <summary>What is asked for and there costs nothing: a site's server that asks for all its customers is not held up.</summary>
    [Fact]
    public void Chats_ThatAreFound_CostNoTries()
    {
        var limits = New(new() { UnknownChatsPerCaller = 60 });
        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.Null(limits.Find(From("10.0.0.1"), ChatIds.New())));
    }

    [Fact]
    public void Webhooks_ThatProveNobody_AreRefusedEarly_UntilTimeHasPassed()
    {
        var limits = New(new());
        var caller = From("8.8.8.8");
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(limits.Webhook(caller));
            limits.Refused(caller);
        }

        Assert.NotNull(limits.Webhook(caller));
        Assert.Null(limits.Webhook(From("8.8.4.4")));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(limits.Webhook(caller));
    }

    [Fact]
    public void Webhooks_OfAnAddressThatProvedItsSender_AreNeverRefusedEarly()
    {
        var limits = New(new());
        var caller = From("8.8.8.8");
        limits.Proved(caller);
        Assert.All(Enumerable.Range(0, 100), _ => limits.Refused(caller));
        Assert.Null(limits.Webhook(caller));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.All(Enumerable.Range(0, 100), _ => limits.Refused(caller));
        Assert.NotNull(limits.Webhook(caller));
    }

    /// <summary>Behind a proxy that does not say who calls, the provider has the attacker's address.</summary>
    [Fact]
    public void Webhooks_ThroughAnUnknownProxy_AreNeverRefusedEarly()
    {
        var (silent, telling) = (New(new()), New(new() { ForwardedFor = true }));
        Assert.All(Enumerable.Range(0, 100), _ => silent.Refused(From("10.0.0.1")));
        Assert.All(Enumerable.Range(0, 100), _ => telling.Refused(From("10.0.0.1", "8.8.8.8")));
        Assert.Null(silent.Webhook(From("10.0.0.1")));
        Assert.NotNull(telling.Webhook(From("10.0.0.1", "8.8.8.8")));
        Assert.Null(telling.Webhook(From("10.0.0.1", "8.8.4.4")));
    }

    /// <summary>Many callers reset nobody's count: the one who was here longest ago is forgotten.</summary>
    [Fact]
    public async Task Callers_BeyondWhatIsRemembered_AreForgottenOldestFirst()
    {
        var limits = New(new() { OpenChatsPerCaller = 1, OpensPerCaller = 0, OpensPerContactCenter = 0 });
        var (quiet, busy) = (await CreateAsync(), await CreateAsync());
        limits.Opened(From("10.0.0.1"), quiet);
        limits.Opened(From("10.0.0.2"), busy);
        for (var i = 0; i < CallersChats.MaxCallers; i++)
        {
            Assert.NotNull(await limits.OpenAsync(From("10.0.0.2"), "c", default));
            limits.Opened(From($"11.{i / 65536}.{i / 256 % 256}.{i % 256}"), busy);
        }

        Assert.NotNull(await limits.OpenAsync(From("10.0.0.2"), "c", default));
        Assert.Null(await limits.OpenAsync(From("10.0.0.1"), "c", default));
    }

    [Fact]
    public void Rates_Zero_AreNone()
    {
        var limits = New(new() { PostsPerChat = 0 });
        Assert.All(Enumerable.Range(0, 5_000), _ => Assert.Null(limits.Post("a")));
    }

    private async Task<Chat> CreateAsync()
    {
        var chat = Chat.Open(ChatIds.New(), new ChatOpening("c", "Ann", "shoes"), DateTimeOffset.UnixEpoch);
        await _ledger.CreateAsync(new ChatChange(chat), default);
        return chat;
    }

    private RequestLimits New(LimitOptions options) => new(Options.Create(options), _ledger, _time);

    private static HttpRequest From(string address, string? forwardedFor = null)
    {
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
        if (forwardedFor is not null)
        {
            context.Request.Headers["X-Forwarded-For"] = forwardedFor;
        }

        return context.Request;
    }
}
