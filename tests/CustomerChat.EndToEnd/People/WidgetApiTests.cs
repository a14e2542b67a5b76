using CustomerChat.EndToEnd.Support;
using Microsoft.Playwright;

namespace CustomerChat.EndToEnd.People;

/// <summary>What a site can do with the widget: its script, the fields before the chat, sound and title, and what stays from page to page.</summary>
[Collection(Lanes.Widget)]
public class WidgetApiTests(AzuriteFixture azurite, BrowserFixture browser, SharedStack shared) : BrowserTest(browser), IClassFixture<SharedStack>
{
    /// <summary>Counts the tones that a frame plays.</summary>
    private const string Tones = """
        self.tones = 0;
        const start = OscillatorNode.prototype.start;
        OscillatorNode.prototype.start = function (...all) { self.tones++; return start.apply(this, all); };
        """;

    private const string Listeners = """
        <script>
          self.seen = [];
          addEventListener('customer-chat-ready', ({ detail: chat }) => {
            for (const name of ['open', 'close', 'start', 'end', 'unread']) chat.on(name, detail => seen.push(detail === undefined ? name : `${name} ${detail}`));
            chat.on('message', () => { throw new Error('a fault of the site'); });
            self.off = chat.on('message', message => seen.push(`message ${message.from} ${message.name} ${message.text}`));
          });
        </script>
        """;

    [SkippableFact]
    public async Task Script_OfTheSite_OpensListensKnowsTheCustomerAndDestroys()
    {
        var customer = await NewCustomerAsync();
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        await using var server = await PageServer.StartAsync(Site.Html($"{Listeners}{Site.Tag(stack)}"));
        await customer.Page.GotoAsync(server.Address.ToString());
        await RunAsync(customer, "CustomerChat.setUser({ name: 'Ann Lee', email: 'ann@shop.example', plan: 'gold' }); CustomerChat.open()");
        Assert.True(await customer.Page.EvaluateAsync<bool>("CustomerChat.isOpen"));
        await Until.IsAsync(() => customer.Panel.Locator("input[name=name]").InputValueAsync(), name => name == "Ann Lee");
        await RunAsync(customer, "CustomerChat.setUser({ name: 'Ann Bell', email: 'ann@shop.example', plan: 'gold' })");
        await Until.IsAsync(() => customer.Panel.Locator("input[name=name]").InputValueAsync(), name => name == "Ann Bell");
        await customer.Panel.Locator("input[name=subject]").FillAsync("A question");
        await customer.Panel.Locator("button[type=submit]").ClickAsync();
        var chat = await agent.AcceptAsync("Ann Bell", name: "Agnes");
        var (subject, data) = await agent.DataAsync(chat);
        Assert.Equal(("A question", "gold", "ann@shop.example", server.Address.ToString()), (subject, data["plan"], data["email"], data["page"]));
        Assert.False(data.ContainsKey("name"));
        await customer.SeesStatusAsync("Agnes");
        await customer.SayAsync("hello");
        await SeenAsync(customer, "open", "start", "message customer Ann Bell hello");
        await agent.SayAsync(chat, "good day");
        await SeenAsync(customer, "open", "start", "message customer Ann Bell hello", "message agent Agnes good day");

        // Closed: the next one is unread. Without its listener a message is not told any more.
        await RunAsync(customer, "seen.length = 0; off(); CustomerChat.close(); CustomerChat.close()");
        await agent.SayAsync(chat, "still there?");
        await SeenAsync(customer, "close", "unread 1");
        await RunAsync(customer, "CustomerChat.open(); CustomerChat.open()");
        await SeenAsync(customer, "close", "unread 1", "open", "unread 0");
        await agent.OperateAsync(chat, new { operationName = "Complete" });
        await SeenAsync(customer, "close", "unread 1", "open", "unread 0", "end");

        // Gone without a trace, and back where the script is loaded again.
        await RunAsync(customer, "CustomerChat.destroy()");
        Assert.Equal(0, await customer.Page.Locator("#customer-chat").CountAsync());
        Assert.True(await customer.Page.EvaluateAsync<bool>("!('CustomerChat' in self)"));
        await RunAsync(customer, "document.body.replaceWith(document.createElement('body'))");
        Assert.Equal(0, await customer.Page.Locator("#customer-chat").CountAsync());
        await RunAsync(customer, $"const again = document.createElement('script'); self.customerChatSettings = {{ contactCenterId: '{Stack.CenterId}' }}; again.src = '{stack.RelayAddress}widget.js'; document.head.append(again)");
        await customer.SeesAsync("hello", "good day", "still there?");
    }

    [SkippableFact]
    public async Task Fields_ByConfiguration_AreAskedBeforeTheChat_AndTheAgentSeesThem()
    {
        var customer = await NewCustomerAsync();
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();

        // The script runs before there is a body, and the site opens the panel at once.
        const string opens = "<script>addEventListener('customer-chat-ready', e => e.detail.open());</script>";
        await using var server = await PageServer.StartAsync(Site.Html("<p>A shop</p>", opens + Site.Tag(
            stack, "data-fields=\"name email order?\" data-consent=\"I have read the [privacy policy](/privacy) & agree.\"")));
        await customer.Page.GotoAsync(server.Address.ToString());
        var form = customer.Panel.Locator("form.start");
        await form.Locator("input[name=name]").FillAsync("Ann");
        Assert.Equal(["name", "email", "order", "consent"], await form.Locator("input").EvaluateAllAsync<string[]>("all => all.map(i => i.name)"));
        Assert.Equal(["name", "email", "consent"], await form.Locator("input:required").EvaluateAllAsync<string[]>("all => all.map(i => i.name)"));
        var link = form.GetByRole(AriaRole.Link, new() { Name = "privacy policy" });
        Assert.Equal((new Uri(server.Address, "/privacy").ToString(), "_blank", "noopener noreferrer"), (await link.GetAttributeAsync("href"), await link.GetAttributeAsync("target"), await link.GetAttributeAsync("rel")));

        // Not without her e-mail address, a right one, and her consent.
        foreach (var (email, agrees) in new[] { ("", true), ("ann", true), ("ann@shop.example", false) })
        {
            await form.Locator("input[name=email]").FillAsync(email);
            await form.Locator("input[name=consent]").SetCheckedAsync(agrees);
            await form.Locator("button[type=submit]").ClickAsync();
            Assert.False(await form.EvaluateAsync<bool>("f => f.checkValidity()"));
        }

        await form.Locator("input[name=consent]").CheckAsync();
        await form.Locator("button[type=submit]").ClickAsync();
        await customer.SendBox.WaitForAsync();
        var chat = await agent.AcceptAsync();
        var (subject, data) = await agent.DataAsync(chat);
        Assert.Equal(("Chat", "ann@shop.example"), (subject, data["email"]));
        Assert.EndsWith("I have read the privacy policy & agree.", data["consentGiven"], StringComparison.Ordinal);
        Assert.False(data.ContainsKey("orderNumber"));

        // Once more, with an order number.
        await customer.EndAsync();
        await customer.Panel.GetByRole(AriaRole.Button, new() { Name = "Start a new chat" }).ClickAsync();
        await form.Locator("input[name=name]").FillAsync("Bea");
        await form.Locator("input[name=email]").FillAsync("bea@shop.example");
        await form.Locator("input[name=order]").FillAsync("A-1001");
        await form.Locator("input[name=consent]").CheckAsync();
        await form.Locator("button[type=submit]").ClickAsync();
        Assert.Equal("A-1001", (await agent.DataAsync(await agent.AcceptAsync("Bea"))).Data["orderNumber"]);
    }

    [SkippableFact]
    public async Task NewMessage_WhileThePanelIsClosed_IsHeardAndInTheTitle_UntilItIsSeen()
    {
        var customer = await NewCustomerAsync();
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        await using var server = await PageServer.StartAsync(Site.Html(Site.Tag(stack)));
        await customer.Page.AddInitScriptAsync(Tones);
        await customer.OpenAsync(server.Address);
        await customer.StartAsync("Ann");
        var chat = await agent.AcceptAsync();
        await agent.SayAsync(chat, "seen at once");
        await customer.SeesAsync("seen at once");
        Assert.Equal((0, "A site"), (await TonesAsync(customer), await customer.Page.TitleAsync()));
        await customer.Bubble.ClickAsync();
        await agent.SayAsync(chat, "one");
        await Until.IsAsync(() => customer.Page.TitleAsync(), title => title == "(1) A site");
        await Until.IsAsync(() => TonesAsync(customer), tones => tones == 2);

        // A title that the site sets meanwhile counts too.
        await RunAsync(customer, "document.title = 'Cart'");
        await Until.IsAsync(() => customer.Page.TitleAsync(), title => title == "(1) Cart");
        await agent.SayAsync(chat, "two");
        await Until.IsAsync(() => customer.Page.TitleAsync(), title => title == "(2) Cart");
        await customer.Bubble.ClickAsync();
        await Until.IsAsync(() => customer.Page.TitleAsync(), title => title == "Cart");

        // Without the sound, also on the next page.
        await customer.Panel.GetByRole(AriaRole.Button, new() { Name = "Turn the sound off" }).ClickAsync();
        await customer.Page.ReloadAsync();
        await customer.Panel.GetByRole(AriaRole.Button, new() { Name = "Turn the sound on" }).WaitForAsync();
        await customer.SeesAsync("seen at once", "one", "two");
        await customer.Bubble.ClickAsync();
        await agent.SayAsync(chat, "three");
        await Until.IsAsync(() => customer.Page.TitleAsync(), title => title == "(1) A site");
        Assert.Equal(0, await TonesAsync(customer));
    }

    [SkippableFact]
    public async Task SoundAndTitle_SwitchedOffByTheSite_AreOff()
    {
        var customer = await NewCustomerAsync();
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        await using var server = await PageServer.StartAsync(Site.Html(Site.Tag(stack, "data-sound=off data-title-badge=off")));
        await customer.Page.AddInitScriptAsync(Tones);
        await customer.OpenAsync(server.Address);
        await customer.StartAsync("Ann");
        var chat = await agent.AcceptAsync();
        Assert.Equal(0, await customer.Panel.GetByRole(AriaRole.Button, new() { Name = "Turn the sound" }).CountAsync());
        await customer.Bubble.ClickAsync();
        await agent.SayAsync(chat, "one");
        await Until.IsAsync(() => customer.Page.Locator("#customer-chat .badge").InnerTextAsync(), badge => badge == "1");
        Assert.Equal((0, "A site"), (await TonesAsync(customer), await customer.Page.TitleAsync()));
    }

    [SkippableFact]
    public async Task TypedText_OfFormAndSendBox_IsThereOnTheNextPage_UntilItIsSent()
    {
        var customer = await NewCustomerAsync();
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        await using var server = await PageServer.StartAsync(Site.Html(Site.Tag(stack)));
        await customer.OpenAsync(server.Address);
        await customer.Panel.Locator("input[name=name]").FillAsync("Ann");
        await KeptAsync(customer, "Ann");
        await customer.Page.ReloadAsync();
        await Until.IsAsync(() => customer.Panel.Locator("input[name=name]").InputValueAsync(), name => name == "Ann");
        await customer.StartAsync("Ann");
        var chat = await agent.AcceptAsync();
        await KeptAsync(customer, null);
        await customer.SendBox.PressSequentiallyAsync("half a sen");
        await KeptAsync(customer, "half a sen");
        await customer.Page.ReloadAsync();
        await Until.IsAsync(() => customer.SendBox.InputValueAsync(), text => text == "half a sen");
        await customer.SendBox.PressSequentiallyAsync("tence");
        await customer.SendBox.PressAsync("Enter");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.SequenceEqual(["half a sentence"]));
        await KeptAsync(customer, null);
        await customer.Page.ReloadAsync();
        await customer.SeesAsync("half a sentence");
        Assert.Equal("", await customer.SendBox.InputValueAsync());

        static Task KeptAsync(WidgetPage customer, string? words) => Until.IsAsync(
            () => customer.Page.EvaluateAsync<string?>($"sessionStorage.getItem('customer-chat:{Stack.CenterId}:draft')"),
            kept => words is null ? kept is null : kept?.Contains(words, StringComparison.Ordinal) is true);
    }

    [SkippableFact]
    public async Task RunningChat_OnTheNextPage_ShowsWhatIsUnread_ThoughThePanelIsClosed()
    {
        var customer = await NewCustomerAsync();
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        await using var server = await PageServer.StartAsync(Site.Html(Site.Tag(stack)), pages: new Dictionary<string, string> { ["/other"] = Site.Html(Site.Tag(stack)), ["/none"] = Site.Html("") });
        await customer.OpenAsync(server.Address);
        await customer.StartAsync("Ann");
        var chat = await agent.AcceptAsync();
        await agent.SayAsync(chat, "seen");
        await customer.SeesAsync("seen");
        await customer.Bubble.ClickAsync();
        await customer.Page.GotoAsync(new Uri(server.Address, "/none").ToString());
        await agent.SayAsync(chat, "between the pages");
        await customer.Page.GotoAsync(new Uri(server.Address, "/other").ToString());
        var badge = customer.Page.Locator("#customer-chat .badge");
        await Until.IsAsync(() => badge.InnerTextAsync(), text => text == "1");
        await agent.SayAsync(chat, "and on this one");
        await Until.IsAsync(() => badge.InnerTextAsync(), text => text == "2");

        // What one tab has shown is not unread in another.
        var second = new WidgetPage(await customer.Page.Context.NewPageAsync());
        await second.OpenAsync(server.Address);
        await second.SeesAsync("seen", "between the pages", "and on this one");
        await badge.WaitForAsync(new() { State = WaitForSelectorState.Hidden });

        // Once it has ended no page loads the panel for it any more.
        await agent.OperateAsync(chat, new { operationName = "Complete" });
        await second.SeesStatusAsync("The chat has ended");
        await Until.IsAsync(() => customer.Page.EvaluateAsync<string>($"localStorage.getItem('customer-chat:{Stack.CenterId}')"), session => session.Contains("\"over\":true", StringComparison.Ordinal));
        await customer.Page.GotoAsync(server.Address.ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        Assert.Equal(0, await customer.Page.Locator("#customer-chat iframe").CountAsync());
    }

    [SkippableFact]
    public async Task Form_DoesNotWaitForWebChat()
    {
        var customer = await NewCustomerAsync();
        var stack = await shared.TakeAsync();
        var fails = true;
        await customer.Page.RouteAsync("**/widget/assets/Conversation-*", route => fails ? route.AbortAsync() : route.ContinueAsync());
        await customer.OpenAsync(stack.RelayAddress);
        await customer.Panel.Locator("input[name=name]").FillAsync("Ann");

        // The connection was away: the frame is loaded anew when it is back, and nothing that was typed is lost.
        fails = false;
        await customer.StartAsync("Ann");
    }

    private static Task RunAsync(WidgetPage customer, string script) => customer.Page.EvaluateAsync($"() => {{ {script}; }}");

    private static Task SeenAsync(WidgetPage customer, params string[] events) => Until.IsAsync(() => customer.Page.EvaluateAsync<string[]>("seen"), seen => seen.SequenceEqual(events));

    private static Task<int> TonesAsync(WidgetPage customer) => customer.Panel.Locator("body").EvaluateAsync<int>("() => self.tones");

    [SkippableTheory]
    [InlineData("en", "We are closed until", "Leave a message")]
    [InlineData("de", "Wir haben geschlossen bis", "Nachricht hinterlassen")]
    public async Task Panel_OutsideTheHours_SaysWhenItOpensAndKeepsAMessage(string language, string closed, string leave)
    {
        var customer = await NewCustomerAsync();
        await using var stack = await Stack.StartAsync(azurite, Closed());
        using var agent = stack.NewAgent();
        await using var server = await PageServer.StartAsync(Site.Html($"<script>document.documentElement.lang = '{language}'</script>{Site.Tag(stack)}"));
        await customer.OpenAsync(server.Address);
        await customer.SeesStatusAsync(closed);
        Assert.Equal(leave, await customer.Panel.Locator("button[type=submit]").InnerTextAsync());
        await customer.StartAsync("Ann");
        await customer.SayAsync("Please call me.");
        await customer.SeesAsync("Please call me.");
        await customer.SeesStatusAsync(closed);
        Assert.Empty(await agent.ChatsAsync());
    }

    /// <summary>The message waits for an agent longer than a chat does.</summary>
    [SkippableFact]
    public async Task Panel_WhenNobodyAnswersInTime_OffersToLeaveAMessage_WhichWaitsForAnAgent()
    {
        var customer = await NewCustomerAsync();
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string> { ["Relay:NoAgentTimeout"] = "00:00:10" });
        using var agent = stack.NewAgent();
        await customer.OpenAsync(stack.RelayAddress);
        await customer.StartAsync("Ann");
        await customer.SeesStatusAsync("Nobody could answer in time. You can leave a message");
        await customer.Page.ReloadAsync();
        await customer.SeesStatusAsync("Nobody could answer in time. You can leave a message");
        await customer.Panel.GetByRole(AriaRole.Button, new() { Name = "Leave a message" }).ClickAsync();
        await customer.SeesStatusAsync("Nobody could answer in time. You can leave a message");
        await customer.Page.ReloadAsync();
        await customer.SeesStatusAsync("Nobody could answer in time. You can leave a message");
        Assert.Equal("Leave a message", await customer.Panel.Locator("button[type=submit]").InnerTextAsync());
        await customer.StartAsync("Bea");
        await customer.SayAsync("Please call me.");
        await Until.IsAsync(agent.ChatsAsync, chats => chats.Any(c => c.Nickname == "Bea"));

        // A chat that is opened later and is no message has ended for want of an agent.
        using var other = stack.NewCustomer();
        await other.OpenAsync("Cid");
        await Until.IsAsync(other.StateAsync, state => state == "Idle");

        var chat = await agent.AcceptAsync("Bea");
        await customer.SeesStatusAsync("You are talking to");
        Assert.Equal(["Please call me."], await agent.TextsAsync(chat));
    }

    [SkippableFact]
    public async Task Panel_OutsideTheHoursOfAContactCenterThatRefuses_TakesNothing()
    {
        var customer = await NewCustomerAsync();
        await using var stack = await Stack.StartAsync(azurite, Closed(("WhenClosed", "refuse")));
        await using var server = await PageServer.StartAsync(Site.Html(Site.Tag(stack)));
        await customer.OpenAsync(server.Address);
        await customer.SeesStatusAsync("We are closed until");
        Assert.DoesNotContain("leave a message", await customer.Status.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await customer.Panel.Locator("button[type=submit]").CountAsync());
    }

    /// <summary>Outside the hours a page may be without the bubble; who has a running chat, or a relay that does not answer, keeps it.</summary>
    [SkippableFact]
    public async Task Bubble_OfAPageThatHidesItOutsideTheHours_IsThereWhenItIsOfUse()
    {
        const string Hide = "data-when-closed=\"hide\"";
        var customer = await NewCustomerAsync();
        await using var open = await Stack.StartAsync(azurite, new Dictionary<string, string> { [$"ContactCenters:{Stack.CenterId}:AllowedOrigins:0"] = "http://localhost:*" });
        await using var closed = await Stack.StartAsync(azurite, Closed(("AllowedOrigins:0", "http://localhost:*")));
        await using var server = await PageServer.StartAsync(
            Site.Html(Site.Tag(closed, Hide)),
            pages: new Dictionary<string, string> { ["/open"] = Site.Html(Site.Tag(open, Hide)), ["/usual"] = Site.Html(Site.Tag(closed)) });

        await GoAsync("/open", isShown: true);
        await GoAsync("/", isShown: false);
        await GoAsync("/usual", isShown: true);

        // A message was left: its chat is there on the pages that hide the bubble, too.
        await customer.Bubble.ClickAsync();
        await customer.StartAsync("Ann");
        await customer.SayAsync("Please call me.");
        await customer.SeesAsync("Please call me.");
        await customer.Bubble.ClickAsync();
        await GoAsync("/", isShown: true);

        await customer.Page.EvaluateAsync("localStorage.clear()");
        await GoAsync("/", isShown: false);
        await customer.Page.RouteAsync("**/api/availability", route => route.AbortAsync());
        await GoAsync("/", isShown: true);

        async Task GoAsync(string path, bool isShown)
        {
            // What the page says of itself while it asks is not meant.
            await customer.Page.GotoAsync(new Uri(server.Address, path).ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
            await Until.IsAsync(() => customer.Bubble.IsVisibleAsync(), visible => visible == isShown);
        }
    }

    /// <summary>Settings of a contact centre that is closed until the day after tomorrow, and open then for an hour.</summary>
    internal static Dictionary<string, string> Closed(params (string Name, string Value)[] settings) => settings
        .Append(("Hours:TimeZone", "Etc/UTC")).Append(($"Hours:{TimeProvider.System.GetUtcNow().AddDays(2).DayOfWeek}", "12:00-13:00"))
        .ToDictionary(s => $"ContactCenters:{Stack.CenterId}:{s.Item1}", s => s.Item2);

    private async Task<WidgetPage> NewCustomerAsync(BrowserNewContextOptions? options = null) => new(await browser.NewPageAsync(options));
}
