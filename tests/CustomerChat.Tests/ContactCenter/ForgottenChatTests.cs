using System.Net;
using System.Text;
using CustomerChat.Chats;
using CustomerChat.ContactCenter;
using CustomerChat.ContactCenter.Gws;
using CustomerChat.ContactCenter.Http;
using CustomerChat.Turn;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.ContactCenter;

/// <summary>A contact centre that was restarted does not know its chats any more, and servers differ in how they say so.</summary>
public sealed class ForgottenChatTests : IAsyncLifetime
{
    private const string Path = "/api/v2/chats/3f0c8f1e-6d0b-4c7e-9a37-0d6b5c1f2a34";
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Now);
    private (int Status, string Body) _state = (200, """{"chat":{"state":"Chatting"},"statusCode":0}""");
    private (int Status, string Body) _messages = (200, """{"messages":[],"statusCode":0}""");
    private StubServer _server = null!;
    private IContactCenter _center = null!;

    public async Task InitializeAsync()
    {
        _server = await StubServer.StartAsync(context =>
        {
            var (status, body) = context.Request.Path.Value!.EndsWith("/messages", StringComparison.Ordinal) ? _messages : _state;
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        });
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("ContactCenters:cc:BaseAddress", (string?)_server.Address.ToString())]);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.AddContactCenters();
        _center = builder.Build().Services.GetRequiredService<ContactCenterDirectory>().Find("cc")!;
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(400, "Unknown chat.")]
    [InlineData(400, "")]
    [InlineData(400, """{"statusCode":1,"statusMessage":"id is not valid"}""")]
    [InlineData(200, """{"statusCode":10}""")]
    [InlineData(422, "what?")]
    [InlineData(500, """{"statusCode":4,"statusMessage":"Chat 3f0c8f1e-6d0b-4c7e-9a37-0d6b5c1f2a34 does not exist"}""")]
    [InlineData(200, """{"statusCode":4,"statusMessage":"No such chat: 3F0C8F1E-6D0B-4C7E-9A37-0D6B5C1F2A34"}""")]
    public async Task Reads_DeniedAgainAndAgain_AreOfAForgottenChat(int status, string body)
    {
        _state = _messages = (status, body);
        Assert.Equal([false, false, false, true, true], await PollAsync(5));
    }

    [Theory]
    [InlineData(404, "not here")]
    [InlineData(410, "gone")]
    [InlineData(200, """{"statusCode":6}""")]
    [InlineData(400, """{"statusCode":6,"statusMessage":"not found"}""")]
    public async Task Reads_DeniedInTheApisOwnWords_AreOfAForgottenChatAtOnce(int status, string body)
    {
        _state = _messages = (status, body);
        Assert.Equal([true], await PollAsync(1));
    }

    [Theory]
    [InlineData(500, "boom")]
    [InlineData(503, "Chat 3f0c8f1e-6d0b-4c7e-9a37-0d6b5c1f2a34 not found")]
    [InlineData(502, "upstream not found for /api/v2/chats/3f0c8f1e-6d0b-4c7e-9a37-0d6b5c1f2a34")]
    [InlineData(401, "unknown user for 3f0c8f1e-6d0b-4c7e-9a37-0d6b5c1f2a34")]
    [InlineData(403, """{"statusCode":5}""")]
    [InlineData(429, "")]
    [InlineData(409, "")]
    [InlineData(500, "The resource was not found.")]
    [InlineData(200, "<html>Please log in</html>")]
    public async Task Reads_FailingOtherwise_EndNoChatHoweverOften(int status, string body)
    {
        _state = _messages = (status, body);
        Assert.DoesNotContain(true, await PollAsync(20));
    }

    [Fact]
    public async Task Reads_OfWhichOneIsDenied_EndNoChat()
    {
        _messages = (400, "index out of range");
        Assert.DoesNotContain(true, await PollAsync(20));
    }

    [Fact]
    public async Task Reads_DeniedForAMoment_EndNoChat_AndCountAnewLater()
    {
        var good = _state;
        _state = _messages = (400, "hiccup");
        Assert.DoesNotContain(true, await PollAsync(3));

        // One of the two reads of a poll is good: it is known there, whichever is answered first.
        _state = good;
        Assert.False(await PollOnceAsync());
        _state = (400, "hiccup");
        Assert.DoesNotContain(true, await PollAsync(3));
    }

    /// <summary>Four denied polls within a moment: many processes' or customers' restarts are no evidence of time.</summary>
    [Fact]
    public async Task Reads_DeniedOftenWithinSeconds_EndNoChat()
    {
        _state = _messages = (400, "hiccup");
        Assert.DoesNotContain(true, await PollAsync(10, TimeSpan.FromMilliseconds(500)));
    }

    [Fact]
    public async Task Reads_DeniedFarApart_EndNoChat()
    {
        _state = _messages = (400, "hiccup");
        Assert.DoesNotContain(true, await PollAsync(10, TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task Post_RefusedAgainAndAgain_EndsNoChat()
    {
        _state = (400, "bad text");
        for (var i = 0; i < 10; i++)
        {
            var e = await Assert.ThrowsAsync<ContactCenterException>(() => _center.SendMessageAsync(new(Path), new(1, "x", new("cc", "Ann", "s")), default));
            Assert.Equal(ContactCenterFault.NotNow, e.Fault);
            _time.Advance(TimeSpan.FromSeconds(3));
        }

        _messages = (400, "hiccup");
        Assert.False(await PollOnceAsync());
    }

    [Theory]
    [InlineData("/api/v2/chats/abc/", "abc")]
    [InlineData("/api/v2/chats/a%20b?x=y", "a b")]
    public void IdOf_APath_IsItsLastPart(string path, string id) => Assert.Equal(id, GwsPath.IdOf(path));

    [Fact]
    public void DeniesChat_AShortIdThatStandsInTheTextByChance_DoesNot() =>
        Assert.False(ReplyReader.DeniesChat(HttpStatusCode.InternalServerError, Encoding.UTF8.GetBytes("Table 17 not found"), "/chats/17"));

    /// <summary>With the longest waits that the schedule makes, it is over within 15 s of the first denial.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Denials_AtTheWaitsOfTheSchedule_AreOfAForgottenChatWithinFifteenSeconds(double jitter)
    {
        var denials = Denials.OfChats(_time);
        for (var failures = 1; !denials.AreEnough(Path); failures++)
        {
            _time.Advance(PollSchedule.AfterFailure(failures, null, jitter));
        }

        Assert.InRange(_time.GetUtcNow() - Now, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(15));
    }

    /// <summary>Of each poll, whether it said that the chat is gone.</summary>
    private async Task<List<bool>> PollAsync(int polls, TimeSpan? wait = null)
    {
        var gone = new List<bool>();
        for (var i = 0; i < polls; i++)
        {
            gone.Add(await PollOnceAsync());
            _time.Advance(wait ?? TimeSpan.FromSeconds(2));
        }

        return gone;
    }

    private async Task<bool> PollOnceAsync() =>
        (await Record.ExceptionAsync(() => _center.ReadAsync(new(Path), UpstreamPosition.Start, default))) is ContactCenterException { ChatIsGone: true };
}
