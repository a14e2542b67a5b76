using System.Text;
using System.Text.Json;
using CustomerChat.App.Http;
using CustomerChat.App.Ops;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Events;
using CustomerChat.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerChat.Tests.App.Ops;

public class DeadLetterApiTests
{
    private readonly World _world = new();

    /// <summary>An endpoint that is down for a day leaves thousands.</summary>
    [Fact]
    public async Task List_OfManyEvents_HidesNoMessage()
    {
        var what = new LifecycleEvent("crm", EventTypes.ChatOpened, 0, default);
        _world.Store.Letters.AddRange(Enumerable.Range(0, 1_500).Select(_ => new DeadLetter(ChatIds.New(), 0, ToContactCenter: false, "HTTP 500.", default) { Event = what }));
        var message = new DeadLetter(ChatIds.New(), 3, ToContactCenter: false, "blocked", default);
        _world.Store.Letters.Add(message);

        var letters = await ListAsync("");

        Assert.Equal((1_000, message.Id, "event"), (letters.Count, letters[0].Id, letters[1].Direction));
    }

    [Fact]
    public async Task List_ByDirectionAndSearch_HasThoseAlone()
    {
        var letters = new[] { (true, "The contact centre refused it."), (false, "21610: Unsubscribed."), (false, "30005: Unknown.") }
            .Select(l => new DeadLetter(ChatIds.New(), 3, l.Item1, l.Item2, default)).ToList();
        _world.Store.Letters.AddRange(letters);

        Assert.Equal([letters[0].Id], (await ListAsync("?direction=up")).Select(l => l.Id));
        Assert.Equal([letters[1].Id], (await ListAsync("?direction=down&search=unSUB")).Select(l => l.Id));
        Assert.Equal([letters[2].Id], (await ListAsync("?search=" + letters[2].ChatId[..8])).Select(l => l.Id));
        Assert.Empty(await ListAsync("?direction=event"));
        Assert.Equal(400, Assert.IsAssignableFrom<IStatusCodeHttpResult>(await Api().ListAsync(Request("?direction=odd"), default)).StatusCode);
    }

    /// <summary>What a customer reads is in the order in which it was said, and what can't go says why.</summary>
    [Fact]
    public async Task ReplayAll_OfSeveralChats_ReplaysThoseOfAChatInItsOrderAndSaysWhatCameOfEach()
    {
        _world.Channel.Answer = _ => new DeliveryResult.Refused("blocked");
        await _world.WriteAsync("1", "hello");
        var chat = await _world.ChatOfAsync();
        await _world.TurnAsync(chat);
        foreach (var i in Enumerable.Range(1, 12))
        {
            _world.Upstream.Say($"answer {i}");
        }

        await _world.TurnAsync(chat);
        Assert.Equal(12, _world.Store.Letters.Count);
        _world.Channel.Answer = m => m.Text == "answer 7" ? new DeliveryResult.Refused("blocked again") : new DeliveryResult.Accepted("p-" + m.Id);
        var gone = ChatIds.New() + "-1-down";

        var ids = _world.Store.Letters.Select(l => l.Id).Reverse().Append(gone).ToList();
        var reply = await ReplayAllAsync(JsonSerializer.Serialize(new { ids }));

        Assert.Equal(11, reply.Done);
        Assert.Equal(Enumerable.Range(1, 12).Where(i => i != 7).Select(i => $"answer {i}"), _world.Channel.Sent.Select(m => m.Text));
        Assert.Equal(ids, reply.Letters.Select(l => l.Id));
        Assert.Equal(["There is no such dead letter.", "blocked again"], reply.Letters.Where(l => !l.Done).Select(l => l.Reason).Order());
        Assert.Equal("blocked again", Assert.Single(_world.Store.Letters).Reason);
    }

    [Fact]
    public async Task ReplayAll_WithoutTime_BeginsNoFurtherLetter()
    {
        await _world.WriteAsync("1", "hello");
        var chat = await _world.ChatOfAsync();
        await _world.TurnAsync(chat);
        _world.Channel.Answer = _ => new DeliveryResult.Refused("blocked");
        _world.Upstream.Say("a");
        _world.Upstream.Say("b");
        await _world.TurnAsync(chat);
        _world.Channel.Answer = m =>
        {
            _world.Time.Advance(TimeSpan.FromSeconds(16));
            return new DeliveryResult.Accepted("p-" + m.Id);
        };

        var reply = await ReplayAllAsync(JsonSerializer.Serialize(new { ids = _world.Store.Letters.Select(l => l.Id) }));

        Assert.Equal((1, "Not tried: the time for this request was over."), (reply.Done, reply.Letters[1].Reason));
        Assert.Single(_world.Store.Letters);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"ids":[]}""")]
    [InlineData("""{"ids":"x"}""")]
    [InlineData("""{"ids":[1]}""")]
    [InlineData("""{"ids":["\ud800"]}""")]
    public async Task ReplayAll_OfNoList_IsRefused(string body) =>
        Assert.Equal(400, Assert.IsAssignableFrom<IStatusCodeHttpResult>(await Api().ReplayAllAsync(Request(body: body), default)).StatusCode);

    [Fact]
    public async Task ReplayAll_OfTooMany_IsRefused() => Assert.Equal(
        400, Assert.IsAssignableFrom<IStatusCodeHttpResult>(await Api().ReplayAllAsync(Request(body: JsonSerializer.Serialize(new { ids = Enumerable.Range(0, 51).Select(i => $"{i}") })), default)).StatusCode);

    private DeadLetterApi Api() => new(
        _world.Store, _world.Process.Replay, new BodyReader(TimeProvider.System, NullLogger<BodyReader>.Instance), _world.Time, NullLogger<DeadLetterApi>.Instance);

    private async Task<IReadOnlyList<DeadLetterReply>> ListAsync(string query) =>
        Assert.IsType<DeadLettersReply>(((IValueHttpResult)await Api().ListAsync(Request(query), default)).Value).DeadLetters;

    private async Task<ReplaysReply> ReplayAllAsync(string body) =>
        Assert.IsType<ReplaysReply>(((IValueHttpResult)await Api().ReplayAllAsync(Request(body: body), default)).Value);

    private static HttpRequest Request(string query = "", string body = "")
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString(query);
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return context.Request;
    }
}
