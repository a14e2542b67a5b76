using System.Diagnostics;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd;

[Collection(EndToEndCollection.Name)]
public class FailureTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Relay_KilledInMidConversation_GoesOnByItselfWithNothingLostOrDoubled()
    {
        await using var stack = await Stack.StartAsync(azurite);
        using var customer = stack.NewCustomer();
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        await customer.SayAsync("before");
        await agent.SayAsync(chat, "heard");

        // Killed while a post's send hangs between its effect and its answer: the doubtful moment.
        await stack.FailAsync(new { operation = "SendMessage", afterEffect = true, delayMilliseconds = 30_000 });
        await customer.SayAsync("in doubt");
        await stack.KillRelayAsync();
        await agent.SayAsync(chat, "while it was away");
        await stack.StartRelayAsync();

        await Until.IsAsync(() => customer.TextsAsync("Agent"), texts => texts.SequenceEqual(["heard", "while it was away"]));
        await customer.SayAsync("after");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Contains("after"));
        Assert.Equal(["before", "in doubt", "after"], await agent.TextsAsync(chat));
        Assert.Equal(["before", "in doubt", "after"], await customer.TextsAsync("Customer"));
    }

    [Fact]
    public async Task Relay_KilledBeforeASendTookEffect_SendsItAfterwards()
    {
        await using var stack = await Stack.StartAsync(azurite);
        using var customer = stack.NewCustomer();
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        await Until.IsAsync(customer.StateAsync, state => state == "Chatting");
        await stack.FailAsync(new { operation = "SendMessage", delayMilliseconds = 4_000, drop = true });
        await customer.SayAsync("kept");
        await stack.KillRelayAsync();
        await stack.StartRelayAsync();

        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count > 0);
        Assert.Equal(["kept"], await agent.TextsAsync(chat));
    }

    [Fact]
    public async Task ContactCenter_DownWhileACustomerOpensAndPosts_GetsAllOnceInOrderWhenItIsBack()
    {
        await using var stack = await Stack.StartAsync(azurite, sandbox: false);
        using var customer = stack.NewCustomer();
        var watch = Stopwatch.StartNew();
        await customer.OpenAsync();
        await customer.SayAsync("one");
        await customer.SayAsync("two");
        await customer.SayAsync("three");

        // A minute where it is asked for; long enough for several polls to fail in any case.
        var down = TimeSpan.FromSeconds(double.Parse(
            Environment.GetEnvironmentVariable("DOWN_SECONDS") ?? "12", System.Globalization.CultureInfo.InvariantCulture));
        await Until.IsAsync(() => Task.FromResult(watch.Elapsed), elapsed => elapsed > down, TimeSpan.FromMinutes(5));
        Assert.Equal("WaitingForAgent", await customer.StateAsync());
        await stack.StartSandboxAsync();

        using var agent = stack.NewAgent();
        var chat = await agent.AcceptAsync();
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 3);
        Assert.Equal(["one", "two", "three"], await agent.TextsAsync(chat));
        Assert.Single(await agent.ChatsAsync());
    }

    [Theory]
    [InlineData(true, true, null)]
    [InlineData(true, false, null)]
    [InlineData(false, true, 500)]
    [InlineData(false, false, 500)]
    [InlineData(false, false, 429)]
    public async Task Send_AnsweredBadly_ArrivesOnce(bool drop, bool afterEffect, int? status)
    {
        await using var stack = await Stack.StartAsync(azurite);
        using var customer = stack.NewCustomer();
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        await Until.IsAsync(customer.StateAsync, state => state == "Chatting");
        await stack.FailAsync(new { operation = "SendMessage", count = 2, drop, afterEffect, status, retryAfterSeconds = status == 429 ? 1 : (int?)null });

        await customer.SayAsync("one");
        await customer.SayAsync("two");
        await customer.SayAsync("three");

        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count >= 3, TimeSpan.FromSeconds(90));
        Assert.Equal(["one", "two", "three"], await agent.TextsAsync(chat));
    }

    [Fact]
    public async Task SecondHost_OnTheSameStorage_TakesOverWhenTheFirstDies()
    {
        await using var stack = await Stack.StartAsync(azurite);
        using var customer = stack.NewCustomer();
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        await customer.SayAsync("one");
        var second = await stack.StartSecondRelayAsync();
        await using var _ = second.Process;
        using var elsewhere = new CustomerDriver(second.Address, "/api/v2/me/chat", Stack.CenterId) { Path = customer.Path };

        await elsewhere.SayAsync("two");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 2);
        await stack.KillRelayAsync();
        await agent.SayAsync(chat, "reply");

        await Until.IsAsync(() => elsewhere.TextsAsync("Agent"), texts => texts.Count == 1, TimeSpan.FromSeconds(30));
        await elsewhere.SayAsync("three");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 3);
        Assert.Equal(["one", "two", "three"], await agent.TextsAsync(chat));
    }
}
