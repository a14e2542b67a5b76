using CustomerChat.EndToEnd.Support;
using Microsoft.Playwright;

namespace CustomerChat.EndToEnd.People;

/// <summary>Customers before the widget and agents before the desk, in a real browser.</summary>
[Collection(Lanes.Widget)]
public class WidgetTests(AzuriteFixture azurite, BrowserFixture browser, SharedStack shared) : BrowserTest(browser), IClassFixture<SharedStack>
{
    private const string Markup = "<b>bold</b> <img src=x onerror=document.title='pwned'> & \"more\"";

    [SkippableFact]
    public async Task Conversation_BetweenWidgetAndDesk_HasEverythingThatPeopleDo()
    {
        var (customer, agent) = (await NewCustomerAsync(), await NewAgentAsync());
        var stack = await shared.TakeAsync();
        await agent.LogInAsync(stack.SandboxAddress);
        await customer.OpenAsync(stack.RelayAddress);
        await customer.StartAsync("Ann");
        await customer.SeesStatusAsync("Waiting for an agent");
        await agent.SeesAsync("Size 38 · default · waiting");
        await agent.AcceptAsync("Ann");
        await customer.SeesStatusAsync("You are talking to agent1");

        // Markup is text on both sides.
        await customer.SayAsync(Markup);
        await agent.SeesAsync([Markup]);
        await agent.SayAsync(Markup);
        await customer.SeesAsync(Markup, Markup);
        Assert.Equal(("Shoes by the sea", "Agent desk"), (await customer.Page.TitleAsync(), await agent.Page.TitleAsync()));

        // Typing both ways; the customer's data.
        await customer.SendBox.PressSequentiallyAsync("I am");
        await agent.SeesAsync("Ann is typing");
        await customer.SendBox.FillAsync("");
        await agent.Page.Locator(".cs-message-input__content-editor").ClickAsync();
        await agent.Page.Keyboard.TypeAsync("a note");
        await customer.Panel.Locator(".webchat__typingIndicator, .webchat__typing-indicator").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await agent.SeesAsync(stack.RelayAddress.ToString());

        // A note is for agents, a canned reply for the customer.
        await agent.Page.GetByLabel("Note to agents").CheckAsync();
        await agent.Page.Keyboard.PressAsync("Tab");
        await agent.SayAsync("");
        await agent.SeesAsync(Markup, Markup, "a note");
        await agent.Page.GetByLabel("Note to agents").UncheckAsync();
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Canned replies" }).ClickAsync();
        await agent.Page.GetByRole(AriaRole.Option, new() { Name = "Thank you for waiting." }).ClickAsync();
        await agent.SayAsync("");
        await customer.SeesAsync(Markup, Markup, "Thank you for waiting.");

        // A desk that is told of no events shows nothing of deliveries, rather than something wrong.
        Assert.Equal([Markup, "a note", "Thank you for waiting."], await agent.DeliveriesAsync());

        // Transcript, end, and a new chat.
        var download = await customer.Page.RunAndWaitForDownloadAsync(
            () => customer.Panel.GetByRole(AriaRole.Button, new() { Name = "Download the transcript" }).ClickAsync());
        var transcript = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.Contains($"You: {Markup}", transcript, StringComparison.Ordinal);
        Assert.Contains("agent1: Thank you for waiting.", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("a note", transcript, StringComparison.Ordinal);
        await customer.EndAsync();
        await customer.SeesStatusAsync("The chat has ended");
        await agent.SeesAsync("My chats (0)");
        await agent.Button("Ended chats").ClickAsync();
        await agent.Page.Locator(".cs-conversation", new() { HasText = "Ann" }).WaitForAsync();
        await customer.Panel.GetByRole(AriaRole.Button, new() { Name = "Start a new chat" }).ClickAsync();
        await customer.StartAsync("Ann again");
        await agent.AcceptAsync("Ann again");
    }

    [SkippableFact]
    public async Task TwoCustomersAndTwoAgents_AtOnce_KeepTheirChatsApart_AndOneIsTransferred()
    {
        var (ann, bob) = (await NewCustomerAsync(), await NewCustomerAsync());
        var (agent1, agent2) = (await NewAgentAsync(), await NewAgentAsync());
        var stack = await shared.TakeAsync();
        await Task.WhenAll(agent1.LogInAsync(stack.SandboxAddress), agent2.LogInAsync(stack.SandboxAddress, "agent2"));
        await Task.WhenAll(ann.OpenAsync(stack.RelayAddress), bob.OpenAsync(stack.RelayAddress));
        await Task.WhenAll(ann.StartAsync("Ann"), bob.StartAsync("Bob"));
        await agent1.AcceptAsync("Ann");
        await agent2.AcceptAsync("Bob");
        for (var i = 1; i <= 3; i++)
        {
            await Task.WhenAll(ann.SayAsync($"ann {i}"), bob.SayAsync($"bob {i}"));
        }

        await Task.WhenAll(agent1.SeesAsync("ann 1", "ann 2", "ann 3"), agent2.SeesAsync("bob 1", "bob 2", "bob 3"));
        await Task.WhenAll(agent1.SayAsync("to ann"), agent2.SayAsync("to bob"));
        await Task.WhenAll(ann.SeesAsync("ann 1", "ann 2", "ann 3", "to ann"), bob.SeesAsync("bob 1", "bob 2", "bob 3", "to bob"));

        // Ann goes to agent2, who then has both.
        await agent1.Button("Transfer").ClickAsync();
        await agent1.Page.Locator("select[name=target]").SelectOptionAsync("agent2");
        await agent1.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Transfer" }).ClickAsync();
        await ann.SeesStatusAsync("agent1 has left");
        await agent2.AcceptAsync("Ann");
        await ann.SeesStatusAsync("agent2");
        await agent2.SayAsync("now with me");
        await ann.SeesAsync("ann 1", "ann 2", "ann 3", "to ann", "now with me");
        await bob.SayAsync("bob 4");
        await agent2.Page.Locator(".cs-conversation", new() { HasText = "Bob" }).Locator(".cs-conversation__unread").WaitForAsync();
        await agent2.ChooseAsync("Bob");
        await agent2.SeesAsync("bob 1", "bob 2", "bob 3", "to bob", "bob 4");

        // Not ready: no new chat is offered.
        await agent1.Page.GetByRole(AriaRole.Switch).ClickAsync();
        await agent1.SeesAsync("Not ready");
    }

    [SkippableFact]
    public async Task Reload_InMidChat_GoesOn_AlsoInASecondTab()
    {
        var customer = await NewCustomerAsync();
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        await customer.OpenAsync(stack.RelayAddress);
        await customer.StartAsync("Ann");
        var chat = await agent.AcceptAsync();
        await customer.SayAsync("before");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.SequenceEqual(["before"]));
        await customer.Page.ReloadAsync();
        await customer.SeesAsync("before");
        await agent.SayAsync(chat, "still here");
        await customer.SeesAsync("before", "still here");

        var second = new WidgetPage(await customer.Page.Context.NewPageAsync());
        await second.OpenAsync(stack.RelayAddress);
        await second.SeesAsync("before", "still here");
        await second.SayAsync("from the second tab");
        await customer.SeesAsync("before", "still here", "from the second tab");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.SequenceEqual(["before", "from the second tab"]));
    }

    [SkippableFact]
    public async Task Relay_RestartedInMidChat_LosesNothingAndDoublesNothing()
    {
        var customer = await NewCustomerAsync();
        await using var stack = await Stack.StartAsync(azurite);
        using var agent = stack.NewAgent();
        await customer.OpenAsync(stack.RelayAddress);
        await customer.StartAsync("Ann");
        var chat = await agent.AcceptAsync();
        await customer.SayAsync("before");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.SequenceEqual(["before"]));
        await stack.KillRelayAsync();
        await customer.SeesStatusAsync("No connection");
        await customer.SayAsync("while it was away");
        var said = TimeProvider.System.GetTimestamp();
        await agent.SayAsync(chat, "are you there?");
        await stack.StartRelayAsync();
        await Until.IsAsync(
            async () =>
            {
                // The panel tries for 18 s by itself. On a busy machine the relay's start may take longer: then the customer tries again.
                if (await customer.Panel.GetByText("Retry").IsVisibleAsync())
                {
                    Assert.InRange(TimeProvider.System.GetElapsedTime(said), TimeSpan.FromSeconds(15), TimeSpan.MaxValue);
                    await customer.Panel.GetByText("Retry").ClickAsync();
                }

                return await agent.TextsAsync(chat);
            },
            texts => texts.SequenceEqual(["before", "while it was away"]));
        await customer.SeesStatusAsync("You are talking to");
        await Until.IsAsync(customer.TextsAsync, texts => texts.Order().SequenceEqual(["are you there?", "before", "while it was away"]));
    }

    [SkippableFact]
    public async Task Message_WhoseAnswersAreLost_IsMarkedAsNotSent_AndIsThereOnceAfterTheSecondTry()
    {
        var customer = await NewCustomerAsync();
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        await customer.OpenAsync(stack.RelayAddress);
        await customer.StartAsync("Ann");
        var chat = await agent.AcceptAsync();

        // Its first tries go in, but no answer comes back any more: the worst case for "try again".
        await customer.Page.RouteAsync("**/activities**", async route =>
        {
            if (route.Request.Method == "POST")
            {
                await route.FetchAsync();
            }

            await route.AbortAsync();
        });
        await customer.SayAsync("once");
        await customer.Panel.GetByText("Retry").WaitForAsync(new() { Timeout = 60_000 });
        await customer.Page.UnrouteAsync("**/activities**");
        await customer.Panel.GetByText("Retry").ClickAsync();
        await customer.SayAsync("twice");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.SequenceEqual(["once", "twice"]));
        await customer.SeesAsync("once", "twice");
    }

    [SkippableFact]
    public async Task ContactCenter_DownAndBack_GetsWhatWasWritten()
    {
        var customer = await NewCustomerAsync();
        await using var stack = await Stack.StartAsync(azurite);
        using var agent = stack.NewAgent();
        await customer.OpenAsync(stack.RelayAddress);
        await customer.StartAsync("Ann");
        var chat = await agent.AcceptAsync();
        await customer.SeesStatusAsync("You are talking to");
        await stack.FailAsync(new { operation = "*", count = 10_000, status = 503 });
        await customer.SayAsync("while you were down");
        await customer.SeesAsync("while you were down");
        await agent.SayAsync(chat, "and I");
        await stack.RecoverAsync();
        await customer.SeesAsync("while you were down", "and I");
        Assert.Equal(["while you were down"], await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count > 0));
    }

    [SkippableFact]
    public async Task AnotherOriginsPage_CarriesTheWidget_InGermanAndItsColours_AndOneThatIsNotAllowedDoesNot()
    {
        var page = await browser.NewPageAsync();
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        await using var server = await PageServer.StartAsync($$"""
            <!doctype html><html lang="de"><title>Anderswo</title><style>:root { --customer-chat-accent: rgb(120, 20, 60); }</style>
            <body><p>Eine Seite</p><script src="{{stack.RelayAddress}}widget.js" data-contact-center-id="{{Stack.CenterId}}"></script></body></html>
            """);
        var customer = new WidgetPage(page);
        await customer.OpenAsync(server.Address);
        await customer.Panel.GetByRole(AriaRole.Heading, new() { Name = "Chatten Sie mit uns" }).WaitForAsync();
        await customer.StartAsync("Änne", "Größe 38");
        var chat = await agent.AcceptAsync("Änne");
        await customer.SeesStatusAsync("Sie sprechen mit agent1");
        await customer.SayAsync("Grüße");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.SequenceEqual(["Grüße"]));
        await agent.SayAsync(chat, "zurück");
        await customer.SeesAsync("Grüße", "zurück");
        Assert.Equal("rgb(120, 20, 60)", await customer.Panel.Locator(".panel > header").EvaluateAsync<string>("e => getComputedStyle(e).backgroundColor"));

        // 127.0.0.1 is not on the list: the browser does not show the panel there.
        var stranger = new WidgetPage(await browser.NewPageAsync());
        await stranger.OpenAsync(new Uri(server.Address.ToString().Replace("localhost", "127.0.0.1", StringComparison.Ordinal)));
        await Until.IsAsync(() => Task.FromResult(stranger.Page.Frames.Any(f => f.Url.StartsWith("chrome-error:", StringComparison.Ordinal))), refused => refused);
    }

    [SkippableFact]
    public async Task SmallScreen_Panel_FillsItAndWorks()
    {
        var customer = await NewCustomerAsync(new() { ViewportSize = new() { Width = 360, Height = 640 }, ColorScheme = ColorScheme.Dark });
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        await customer.OpenAsync(stack.RelayAddress);
        await customer.StartAsync("Ann");
        var chat = await agent.AcceptAsync();
        await customer.SayAsync("from my pocket " + new string('x', 200));
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 1);
        var box = (await customer.Page.Locator("#customer-chat iframe").BoundingBoxAsync())!;
        Assert.Equal((0, 0, 360, 640), (box.X, box.Y, box.Width, box.Height));
        Assert.True(await customer.Panel.Locator("html").EvaluateAsync<bool>("e => e.scrollWidth <= e.clientWidth"));
        await customer.Panel.Locator(".panel > header button[aria-label=Close]").ClickAsync();
        await agent.SayAsync(chat, "here");
        await Until.IsAsync(() => customer.Page.Locator("#customer-chat .badge").InnerTextAsync(), badge => badge == "1");
    }

    [SkippableFact]
    public async Task Script_Alone_IsSmall_AndWebChatIsFetchedWhenTheBubbleIsOpened()
    {
        var customer = await NewCustomerAsync();
        var stack = await shared.TakeAsync();
        var requests = new List<IRequest>();
        customer.Page.Request += (_, request) => requests.Add(request);
        await customer.Page.GotoAsync(stack.RelayAddress.ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        var script = Assert.Single(requests, r => r.Url.Contains("/widget", StringComparison.Ordinal));
        Assert.EndsWith("/widget.js", script.Url, StringComparison.Ordinal);
        Assert.InRange((await script.SizesAsync()).ResponseBodySize, 500, 6_000);
        Assert.Equal("br", await (await script.ResponseAsync())!.HeaderValueAsync("content-encoding"));
        await customer.Bubble.ClickAsync();
        await customer.Panel.Locator("input[name=name]").WaitForAsync();
        Assert.Contains(requests, r => r.Url.Contains("/widget/assets/", StringComparison.Ordinal));
        Assert.All(requests, r => Assert.StartsWith(stack.RelayAddress.ToString(), r.Url.Replace("data:", stack.RelayAddress.ToString(), StringComparison.Ordinal), StringComparison.Ordinal));
    }

    private async Task<WidgetPage> NewCustomerAsync(BrowserNewContextOptions? options = null) => new(await browser.NewPageAsync(options));

    private async Task<DeskPage> NewAgentAsync() => new(await browser.NewPageAsync());
}
