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
    private readonly ChatLedger _ledger;

    public RequestLimitsTests() => _ledger = new ChatLedger(_store, new FakeTimeProvider());

    [Fact]
    public async Task Open_BeyondTheBurst_IsRefusedForThatCallerAlone()
    {
        using var limits = New(new() { OpensPerCaller = 60 });
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(await limits.OpenAsync(From("10.0.0.1"), "c", default));
        }

        Assert.InRange((await limits.OpenAsync(From("10.0.0.1"), "c", default))!.Value, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(2));
        Assert.Null(await limits.OpenAsync(From("10.0.0.2"), "c", default));
    }

    [Fact]
    public async Task Open_BeyondTheCentresBurst_IsRefusedWhateverTheCaller()
    {
        using var limits = New(new() { OpensPerContactCenter = 60, OpensPerCaller = 0 });
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
        using var limits = New(new() { OpenChatsPerCaller = 2 });
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
        using var limits = New(new() { PollsPerChat = 600 });
        Assert.Null(limits.Poll("a", 59));
        Assert.NotNull(limits.Poll("a", 40));
        Assert.Null(limits.Poll("b", 1_000));
        Assert.NotNull(limits.Poll("b", 40));
        Assert.Null(limits.Poll("b", 0));
    }

    [Fact]
    public void PostsAndPolls_OfAChat_AreCountedApart()
    {
        using var limits = New(new() { PostsPerChat = 1, PollsPerChat = 1 });
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
        using var limits = New(new() { OpensPerCaller = 1, ForwardedFor = forwardedFor });
        for (var i = 0; i < 10; i++)
        {
            await limits.OpenAsync(From("10.0.0.1", header), "c", default);
        }

        // Whoever has the expected address has used up its share.
        Assert.NotNull(await limits.OpenAsync(From(expected), "c", default));
    }

    [Fact]
    public void Rates_Zero_AreNone()
    {
        using var limits = New(new() { PostsPerChat = 0 });
        Assert.All(Enumerable.Range(0, 5_000), _ => Assert.Null(limits.Post("a")));
    }

    private async Task<Chat> CreateAsync()
    {
        var chat = Chat.Open(ChatIds.New(), new ChatOpening("c", "Ann", "shoes"), DateTimeOffset.UnixEpoch);
        await _ledger.CreateAsync(new ChatChange(chat), default);
        return chat;
    }

    private RequestLimits New(LimitOptions options) => new(Options.Create(options), _ledger);

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
