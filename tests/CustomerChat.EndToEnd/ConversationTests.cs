using System.Diagnostics;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd;

[Collection(Lanes.Operators)]
public class ConversationTests(AzuriteFixture azurite, SharedStack shared) : IClassFixture<SharedStack>
{
    [Theory]
    [InlineData("/api/v2/me/chat")]
    [InlineData("/api/v2/chats")]
    [InlineData("/api/v2/me/chats")]
    public async Task Conversation_InEachSpelling_GoesBothWaysAndEnds(string spelling)
    {
        var stack = await shared.TakeAsync();
        using var customer = stack.NewCustomer(spelling);
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        Assert.Equal("WaitingForAgent", await customer.StateAsync());
        await customer.SayAsync("hello");
        var chat = await agent.AcceptAsync();
        await Until.IsAsync(customer.StateAsync, state => state == "Chatting");
        await agent.SayAsync(chat, "hi 😀");
        await agent.OperateAsync(chat, new { operationName = "SendToAgents", text = "for colleagues" });
        await agent.OperateAsync(chat, new { operationName = "SendStartTypingNotification" });
        await agent.OperateAsync(chat, new { operationName = "SendCustomNotice", noticeText = "a notice" });
        await agent.OperateAsync(chat, new { operationName = "SendUrl", url = "https://example.com/" });
        await Until.IsAsync(() => customer.MessagesAsync(), messages => messages.Count == 7);
        Assert.Equal("""{"statusCode":0}""", (await customer.OperateAsync("SendStartTypingNotification")).ToJsonString());
        Assert.Equal("""{"statusCode":0}""", (await customer.OperateAsync("SendStopTypingNotification")).ToJsonString());
        await customer.SayAsync("bye");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 2);
        await agent.OperateAsync(chat, new { operationName = "Complete" });
        await Until.IsAsync(customer.StateAsync, state => state == "Idle");

        var all = await customer.MessagesAsync();
        Assert.Equal(Enumerable.Range(1, all.Count), all.Select(m => int.Parse(m.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(["hello", "bye"], await customer.TextsAsync("Customer"));
        Assert.Equal(["hello", "bye"], await agent.TextsAsync(chat));
        Assert.Equal(["hi 😀"], await customer.TextsAsync("Agent"));
        Assert.Contains(all, m => m.EndsWith("TypingStarted agent1", StringComparison.Ordinal));
        Assert.Contains(all, m => m.EndsWith("CustomNotice agent1 a notice", StringComparison.Ordinal));
        Assert.Contains(all, m => m.EndsWith("PushUrl agent1 https://example.com/", StringComparison.Ordinal));
        Assert.DoesNotContain(all, m => m.Contains("colleagues", StringComparison.Ordinal));
        Assert.Equal(2, (int)(await customer.OperateAsync("Complete"))["statusCode"]!);
        Assert.Empty((await customer.GetAsync(customer.Path))["chat"]!["capabilities"]!.AsArray());
    }

    [Fact]
    public async Task Messages_WithoutIndex_GivesEachOnceAndWithIndexAsOftenAsAsked()
    {
        var stack = await shared.TakeAsync();
        using var customer = stack.NewCustomer();
        await customer.OpenAsync();
        await customer.SayAsync("one");
        await customer.SayAsync("two");

        var first = await customer.MessagesAsync(index: null);

        // Entry 1 or 2: the customer's joining may be told before.
        Assert.Contains(first, entry => entry.EndsWith(" Text Ann one", StringComparison.Ordinal));
        await Until.IsAsync(() => customer.MessagesAsync(), all => all.Count == 3);
        var rest = await customer.MessagesAsync(index: null);
        Assert.Equal(await customer.MessagesAsync(), [.. first, .. rest]);
        Assert.Empty(await customer.MessagesAsync(index: null));
        Assert.Equal(await customer.MessagesAsync(), await customer.MessagesAsync(index: 0));
        Assert.Equal((await customer.MessagesAsync()).Skip(1), await customer.MessagesAsync(index: 2));
        Assert.Empty(await customer.MessagesAsync(index: 99));
    }

    [Fact]
    public async Task Messages_OfALongChat_AreAllGivenWhenAllAreAskedFor()
    {
        var stack = await shared.TakeAsync();
        using var customer = stack.NewCustomer();
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        for (var i = 0; i < 1_200; i++)
        {
            await agent.SayAsync(chat, $"a{i}");
        }

        // More than a page of Table Storage (1,000 rows), and many commits.
        var texts = await Until.IsAsync(() => customer.TextsAsync("Agent"), texts => texts.Count == 1_200);
        Assert.Equal(Enumerable.Range(0, 1_200).Select(i => $"a{i}"), texts);
        Assert.Equal(await customer.MessagesAsync(index: 0), await customer.MessagesAsync(index: null));
    }

    [Fact]
    public async Task Customer_ToAgent_DoesNotWaitForAPoll()
    {
        // The slowest polls that are allowed: only the inline send can be this fast.
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string>
        {
            ["Relay:FastPoll"] = "00:00:10",
            ["Relay:SlowPoll"] = "00:00:20",
        });
        using var customer = stack.NewCustomer();
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        await Until.IsAsync(customer.StateAsync, state => state == "Chatting");

        await customer.SayAsync("quick");

        // Not "soon": it is there when the post is answered.
        Assert.Equal(["quick"], await agent.TextsAsync(chat));
    }

    [Fact]
    public async Task Agent_ToCustomer_TakesNoMoreThanThePollInterval()
    {
        await using var stack = await Stack.StartAsync(azurite);
        using var customer = stack.NewCustomer();
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        await Until.IsAsync(customer.StateAsync, state => state == "Chatting");
        var polls = await stack.CallsAsync("GetMessages");

        await agent.SayAsync(chat, "reply");
        await Until.IsAsync(() => customer.TextsAsync("Agent"), texts => texts.Count == 1);

        // Counted, not timed: the next poll has it. Some more may pass until a busy machine has looked.
        Assert.InRange(await stack.CallsAsync("GetMessages") - polls, 1, 5);
    }

    [Fact]
    public async Task SixteenPosts_AtOnceOnOneChat_AllArriveOnceInTheOrderOfTheTranscript()
    {
        var stack = await shared.TakeAsync();
        using var customer = stack.NewCustomer();
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 160), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => await customer.SayAsync($"m{i}"));

        var arrived = await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count >= 160);
        Assert.Equal(await customer.TextsAsync("Customer"), arrived);
        Assert.Equal(160, arrived.Distinct().Count());
    }

    [Fact]
    public async Task TransferToAnotherAgent_InMidChat_LosesNothing()
    {
        var stack = await shared.TakeAsync();
        using var customer = stack.NewCustomer();
        using var first = stack.NewAgent();
        using var second = stack.NewAgent("agent2");
        await customer.OpenAsync();
        var chat = await first.AcceptAsync();
        await first.SayAsync(chat, "one moment");
        await first.OperateAsync(chat, new { operationName = "Transfer", targetUri = "agent2" });
        await customer.SayAsync("still here");
        Assert.Equal(chat, await second.AcceptAsync());
        await second.SayAsync(chat, "I take over");

        await Until.IsAsync(() => customer.TextsAsync("Agent"), texts => texts.SequenceEqual(["one moment", "I take over"]));
        Assert.Equal(["still here"], await second.TextsAsync(chat));
    }

    [Fact]
    public async Task Customer_ThatIsPolledFor_IsNotDroppedByTheContactCenter()
    {
        // The customer is silent for 20 s; the sandbox drops a chat without a poll after 10 s. This needs real time.
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string> { ["Sandbox:DropAfter"] = "00:00:10" });
        using var customer = stack.NewCustomer();
        await customer.OpenAsync();
        var watch = Stopwatch.StartNew();
        await Until.IsAsync(customer.StateAsync, state => state != "WaitingForAgent" || watch.Elapsed > TimeSpan.FromSeconds(20));
        Assert.Equal("WaitingForAgent", await customer.StateAsync());
        Assert.Single(await stack.GapsAsync());
    }
}
