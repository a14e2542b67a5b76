using System.ComponentModel.DataAnnotations;
using CustomerChat.Chats;
using CustomerChat.Tests.Support;
using CustomerChat.Turn;

namespace CustomerChat.Tests.Turn;

/// <summary>Who waits for an agent hears so, after the times of the settings.</summary>
public class WaitingTests
{
    private readonly World _world = new();

    public WaitingTests() => _world.Channel.Texts = new() { Waiting = "Still waiting." };

    [Fact]
    public async Task Turn_AfterEachTime_TellsOnceAlsoAfterARestart()
    {
        var chat = await OpenAsync();
        await RunAsync(chat, TimeSpan.FromMinutes(2) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, Told);
        await RunAsync(chat, TimeSpan.FromSeconds(1));
        Assert.Equal(1, Told);

        _world.Start();
        await RunAsync(chat, TimeSpan.FromMinutes(7));
        Assert.Equal(1, Told);
        await RunAsync(chat, TimeSpan.FromMinutes(1));
        Assert.Equal(2, Told);
        _world.Start();
        await RunAsync(chat, TimeSpan.FromMinutes(40));
        Assert.Equal(2, Told);
    }

    [Fact]
    public async Task Turn_AfterSeveralTimesAtOnce_TellsOnce()
    {
        _world.Options.WaitingAfter.Add(TimeSpan.FromMinutes(1));
        _world.Options.WaitingAfter.Add(TimeSpan.FromMinutes(2));
        _world.Options.WaitingAfter.Add(TimeSpan.FromMinutes(30));
        var chat = await OpenAsync();
        await RunAsync(chat, TimeSpan.FromMinutes(5));
        await RunAsync(chat, TimeSpan.FromMinutes(5));

        Assert.Equal((1, 2), (Told, _world.Store.Head(chat).WaitingTold));
    }

    /// <summary>A chat with an agent, one without a text, and one before its time cost nothing: no commit.</summary>
    [Theory]
    [InlineData(true, "Still waiting.", 30)]
    [InlineData(false, null, 30)]
    [InlineData(false, "Still waiting.", 1)]
    public async Task Turn_OfAChatThatIsNotTold_WritesNothing(bool hasAgent, string? text, int minutes)
    {
        _world.Channel.Texts = new() { Waiting = text };
        var chat = await OpenAsync();
        _world.Upstream.State = hasAgent ? ChatState.Chatting : ChatState.WaitingForAgent;
        await _world.TurnAsync(chat);
        var commits = 0;
        _world.Store.At = point => commits += point == "before commit" ? 1 : 0;
        await RunAsync(chat, TimeSpan.FromMinutes(minutes));

        Assert.Equal((0, 0), (Told, commits));
    }

    [Fact]
    public async Task Turn_WhenTheAgentHasLeft_CountsAnew()
    {
        var chat = await OpenAsync();
        await RunAsync(chat, TimeSpan.FromMinutes(2));
        _world.Upstream.State = ChatState.Chatting;
        await RunAsync(chat, TimeSpan.FromMinutes(20));
        _world.Upstream.State = ChatState.WaitingForAgent;
        await RunAsync(chat, TimeSpan.FromMinutes(1));
        Assert.Equal(1, Told);

        await RunAsync(chat, TimeSpan.FromMinutes(2));
        Assert.Equal(2, Told);
    }

    [Fact]
    public async Task Turn_AfterAHandOver_CountsAnew()
    {
        (_world.Upstream.Protocol, _world.Upstream.HandOver) = (FakeProtocol.DirectLine, new("people", [], null));
        var chat = await OpenAsync();
        await RunAsync(chat, TimeSpan.FromMinutes(2));
        _world.Upstream.Chats[0].AskHandOver();
        await RunAsync(chat, TimeSpan.Zero);
        await RunAsync(chat, Chat.HandOverSettle);
        Assert.Equal((1, 1, 0), (Told, _world.Store.Head(chat).UpstreamNumber, _world.Store.Head(chat).WaitingTold));

        await RunAsync(chat, TimeSpan.FromMinutes(2));
        Assert.Equal(2, Told);
    }

    /// <summary>Nobody waits for who is not there: the times count from the beginning of the hours.</summary>
    [Fact]
    public async Task Turn_OfAChatKeptWhileClosed_CountsFromTheOpening()
    {
        _world.Channel.Texts = _world.Channel.Texts with { Closed = null };
        _world.Upstream.Hours = new(TimeZoneInfo.Utc, [new(DayOfWeek.Thursday, TimeSpan.FromHours(8), TimeSpan.FromHours(18))], _ => false);
        var chat = await OpenAsync();
        await RunAsync(chat, TimeSpan.FromHours(8));
        await RunAsync(chat, TimeSpan.FromMinutes(2) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, Told);

        await RunAsync(chat, TimeSpan.FromSeconds(1));
        Assert.Equal(1, Told);
    }

    [Theory]
    [InlineData(true, "00:00:10", "7.00:00:00")]
    [InlineData(false, "00:00:09")]
    [InlineData(false, "7.00:00:01")]
    [InlineData(false, "00:02:00", "00:01:00")]
    [InlineData(false, "00:02:00", "00:02:00")]
    public void WaitingAfter_Times_AreInOrderAndWithinTheirRange(bool isRight, params string[] times)
    {
        var options = new RelayOptions();
        times.ToList().ForEach(t => options.WaitingAfter.Add(TimeSpan.Parse(t, System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal(isRight, Validator.TryValidateObject(options, new ValidationContext(options), [], validateAllProperties: true));
    }

    private int Told => _world.Channel.Sent.Count(m => m.Text == "Still waiting.");

    private async Task<string> OpenAsync()
    {
        await _world.WriteAsync("1", "hello");
        var chat = await _world.ChatOfAsync();
        await _world.TurnAsync(chat);
        return chat;
    }

    private Task RunAsync(string chat, TimeSpan after)
    {
        _world.Time.Advance(after);
        return _world.TurnAsync(chat);
    }
}
