using System.Diagnostics;
using CustomerChat.EndToEnd.Reliability;
using CustomerChat.EndToEnd.Support;
using CustomerChat.SelfHost.Azurite;
using Xunit.Abstractions;

namespace CustomerChat.EndToEnd;

[Collection(Lanes.Failures)]
public class FailureTests(AzuriteFixture azurite, ImpatientStack shared, ITestOutputHelper output) : IClassFixture<ImpatientStack>
{
    [Theory]
    [InlineData("gws", "SendMessage")]
    [InlineData("gms", "gms:send")]
    [InlineData("directline", "directline:postActivity")]
    public async Task Relay_KilledInMidConversation_GoesOnByItselfWithNothingLostOrDoubled(string protocol, string send)
    {
        await using var stack = await Stack.StartAsync(azurite, Stack.Protocol(protocol));
        using var customer = stack.NewCustomer();
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        await customer.SayAsync("before");
        var chat = await agent.AcceptAsync();
        await agent.SayAsync(chat, "heard");

        // Killed while a post's send hangs between its effect and its answer: the doubtful moment.
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 1);
        await stack.FailAsync(new { operation = send, afterEffect = true, delayMilliseconds = 30_000 });
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
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string> { [$"ContactCenters:{Stack.CenterId}:Timeout"] = "00:00:05" });
        using var customer = stack.NewCustomer();
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        await Until.IsAsync(customer.StateAsync, state => state == "Chatting");
        await stack.FailAsync(new { operation = "SendMessage", delayMilliseconds = 8_000, drop = true });
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

        await Until.IsAsync(() => Task.FromResult(watch.Elapsed), elapsed => elapsed > Switches.Outage, TimeSpan.FromMinutes(5));
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
        var stack = await shared.TakeAsync();
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
        await EndAsync(agent, chat, customer);
    }

    /// <summary>A contact centre was restarted: how it says that it does not know the chat differs from server to server.</summary>
    [Theory]
    [InlineData(400, "Unknown chat.")]
    [InlineData(404, "<html>Not Found</html>")]
    [InlineData(410, "")]
    [InlineData(200, """{"statusCode":6,"statusMessage":"not found"}""")]
    public async Task ContactCenter_ThatHasForgottenTheChat_EndsItForItsCustomerWithinHalfAMinute(int status, string body)
    {
        var stack = await shared.TakeAsync();
        using var customer = stack.NewCustomer();
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        await agent.AcceptAsync();
        await Until.IsAsync(customer.StateAsync, state => state == "Chatting");
        await stack.FailAsync(new { operation = "UnknownChat", count = 1_000_000, status, body });

        await stack.ForgetChatsAsync();

        await Until.IsAsync(customer.StateAsync, state => state == "Idle", TimeSpan.FromSeconds(30));
        var late = await customer.PostAsync(customer.Path, new { operationName = "SendMessage", text = "anybody?" });
        Assert.Equal(2, (int)late["statusCode"]!);
    }

    [Fact]
    public async Task ContactCenter_UnwellForAMoment_KeepsTheChat()
    {
        var stack = await shared.TakeAsync();
        using var customer = stack.NewCustomer();
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        await Until.IsAsync(customer.StateAsync, state => state == "Chatting");

        await stack.FailAsync(new { operation = "GetChat", count = 2, status = 400 });
        await stack.FailAsync(new { operation = "GetMessages", count = 2, status = 400 });
        await agent.SayAsync(chat, "still here?");

        await Until.IsAsync(() => customer.TextsAsync("Agent"), texts => texts.Count == 1);
        await customer.SayAsync("yes");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 1);
        await EndAsync(agent, chat, customer);
    }

    /// <summary>
    /// Of two processes on one storage one runs the turns. The other takes over when it dies: soon where it can see that it died (the same
    /// machine), when the lease has run out where it can't, and soon when the first was asked to stop.
    /// </summary>
    [Theory]
    [InlineData("killed, same machine")]
    [InlineData("killed, another machine")]
    [InlineData("asked to stop, another machine")]
    public async Task SecondHost_OnTheSameStorage_TakesOverWithinHalfAMinute(string end)
    {
        await using var stack = await Stack.StartAsync(azurite);
        using var customer = stack.NewCustomer();
        using var agent = stack.NewAgent();
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        await customer.SayAsync("one");

        // Another machine does not see the files of this one.
        var elsewhereFiles = Directory.CreateTempSubdirectory("customerchat-");
        if (end.EndsWith("another machine", StringComparison.Ordinal))
        {
            stack.Set("TMPDIR", elsewhereFiles.FullName);
        }

        var second = await stack.StartSecondRelayAsync();
        await using var _ = second.Process;
        using var elsewhere = new CustomerDriver(second.Address, "/api/v2/me/chat", Stack.CenterId) { Path = customer.Path };

        await elsewhere.SayAsync("two");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 2);

        // A chat that is opened where no turns are run: the other process is told by a row.
        using var other = new CustomerDriver(second.Address, "/api/v2/me/chat", Stack.CenterId);
        await other.OpenAsync("Bob");
        await agent.AcceptAsync("Bob");
        if (end.StartsWith("killed", StringComparison.Ordinal))
        {
            await stack.KillRelayAsync();
        }
        else
        {
            stack.Relay.Stop();
            await stack.Relay.WaitForExitAsync();
        }

        var watch = Stopwatch.StartNew();
        await agent.SayAsync(chat, "reply");
        await Until.IsAsync(() => elsewhere.TextsAsync("Agent"), texts => texts.Count == 1, TimeSpan.FromSeconds(30));
        output.WriteLine($"{end}: the agent's words were there after {watch.Elapsed.TotalSeconds:F1} s");
        await elsewhere.SayAsync("three");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 3);
        Assert.Equal(["one", "two", "three"], await agent.TextsAsync(chat));
        elsewhereFiles.Delete(recursive: true);
    }

    /// <summary>Every turn that has something to write fails for the same reason: that is one line, not one a chat and turn.</summary>
    [Fact]
    public async Task Storage_DownWhileAgentsWrite_IsToldInOneLineWithoutAStack()
    {
        var own = await AzuriteProcess.StartAsync(0, 0, location: null, TimeProvider.System, default);
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string> { ["Storage:ConnectionString"] = own.ConnectionString });
        using var agent = stack.NewAgent();
        var chats = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            using var customer = stack.NewCustomer();
            await customer.OpenAsync($"c{i}");
            chats.Add(await agent.AcceptAsync($"c{i}"));
        }

        await own.DisposeAsync();
        var before = stack.Relay.Log.Length;
        await Task.WhenAll(chats.Select(chat => agent.SayAsync(chat, "anybody?")));
        using var late = new HttpClient { BaseAddress = stack.RelayAddress, DefaultRequestHeaders = { { "ContactCenterId", Stack.CenterId } } };
        using var answer = await late.GetAsync("/api/v2/chats/00000000-0000-4000-8000-000000000000");
        Assert.Equal(500, (int)answer.StatusCode);
        var log = await Until.IsAsync(() => Task.FromResult(stack.Relay.Log[before..]), log => log.Contains("The storage can't be used", StringComparison.Ordinal));

        // Each of these takes as long as a turn that fails, and fails for the same reason.
        for (var i = 0; i < 3; i++)
        {
            using var again = await late.GetAsync("/api/v2/chats/00000000-0000-4000-8000-000000000000");
            Assert.Equal(500, (int)again.StatusCode);
        }

        log = stack.Relay.Log[before..];
        Assert.Equal(1, log.Split("The storage can't be used").Length - 1);
        Assert.DoesNotContain("   at ", log, StringComparison.Ordinal);
    }

    private static async Task EndAsync(AgentDriver agent, string chat, CustomerDriver customer)
    {
        await agent.OperateAsync(chat, new { operationName = "Complete" });
        await Until.IsAsync(customer.StateAsync, state => state == "Idle");
    }
}
