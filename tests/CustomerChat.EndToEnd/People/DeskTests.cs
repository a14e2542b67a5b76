using System.Text.RegularExpressions;
using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Support;
using Microsoft.Playwright;

namespace CustomerChat.EndToEnd.People;

/// <summary>Agents before the desk, in a real browser, with a relay that tells it what becomes of messages.</summary>
[Collection(Lanes.Operators)]
public partial class DeskTests(AzuriteFixture azurite, BrowserFixture browser, SharedStack shared) : BrowserTest(browser), IClassFixture<SharedStack>
{
    private const string Person = "+4917";

    [SkippableTheory]
    [InlineData("gws")]
    [InlineData("gms")]
    [InlineData("directline")]
    public async Task Messages_ThroughAChannel_ShowWhatBecomesOfThem_AndSoDoEarlierChatsOfTheAddress(string protocol)
    {
        var agent = new DeskPage(await browser.NewPageAsync());
        await using var api = await ProviderEmulator.StartAsync();
        api.Fault = (call, _) => call.Text == "three" ? new ProviderFault(400, """{"code":21211,"message":"Not a phone number","status":400}""") : null;
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string>(Provider.Settings(api.Address).Concat(Stack.Protocol(protocol))), tellsDesk: true);
        using var provider = new Provider(stack.RelayAddress);
        await agent.LogInAsync(stack.SandboxAddress);
        Assert.Equal(200, await provider.WriteAsync("sms", Person, "1", "hello"));
        Assert.Equal(200, await provider.WriteAsync("sms", "+4999", "2", "of another"));
        await agent.AcceptAsync("+4999");
        await agent.AcceptAsync(Person);
        await agent.SeesAsync(["hello"]);
        await agent.SayAsync("one");
        await agent.SeesDeliveriesAsync("one: ✓ Sent");
        await agent.SayAsync("two");
        var (one, two) = (await api.IdOfAsync("one"), await api.IdOfAsync("two"));
        await agent.SayAsync("three");
        await Until.IsAsync(agent.DeliveriesAsync, all => all.Count == 3 && all[2].StartsWith("three: Not delivered: ", StringComparison.Ordinal) && all[2].Contains("21211", StringComparison.Ordinal));
        Assert.Equal(200, await provider.ReportAsync(Person, one, "delivered"));
        Assert.Equal(200, await provider.ReportAsync(Person, two, "delivered"));
        await Until.IsAsync(agent.DeliveriesAsync, all => all[0] == "one: ✓✓ Delivered" && all[1] == "two: ✓✓ Delivered");
        Assert.Equal(200, await provider.ReportAsync(Person, one, "read"));
        await Until.IsAsync(agent.DeliveriesAsync, all => all[0] == "one: ✓✓ Read" && all[1] == "two: ✓✓ Delivered");
        Assert.Equal(0, await agent.Page.GetByRole(AriaRole.Region, new() { Name = "Earlier chats" }).CountAsync());
        await EndAsync(agent);
        await Until.IsAsync(
            async () => (await provider.OpsAsync(HttpMethod.Post, "/api/ops/find", body: new { channel = "sms", address = Person })).Body!["chats"]!.AsArray(),
            chats => chats is [{ } ended] && (string)ended["state"]! == "Idle");

        // The next chat of the address has the first one beside it; that of another address does not.
        Assert.Equal(200, await provider.WriteAsync("sms", Person, "3", "me again"));
        await agent.AcceptAsync(Person);
        await agent.SeesAsync(["me again"]);
        var earlier = agent.Page.GetByRole(AriaRole.Region, new() { Name = "Earlier chats" });
        await earlier.GetByRole(AriaRole.Button).First.ClickAsync();
        var dialog = agent.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByText("hello").WaitForAsync();
        Assert.Matches("Read[\\s\\S]*one[\\s\\S]*Delivered[\\s\\S]*two[\\s\\S]*Not delivered[\\s\\S]*three", await dialog.InnerTextAsync());
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await agent.ChooseAsync("+4999");
        await agent.SeesAsync(["of another"]);
        Assert.Equal(0, await earlier.CountAsync());
        Assert.DoesNotContain("chatKey", await agent.Page.InnerTextAsync("body"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Customer_WhoStopsOrIsBlocked_IsShownSo_UntilThatIsTakenBack()
    {
        var agent = new DeskPage(await browser.NewPageAsync());
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, Provider.Settings(api.Address), tellsDesk: true);
        using var provider = new Provider(stack.RelayAddress);
        var (optedOut, blocked) = (agent.Page.Locator(".badge", new() { HasText = "Opted out" }), agent.Page.Locator(".badge", new() { HasText = "Blocked" }));
        await agent.LogInAsync(stack.SandboxAddress);
        Assert.Equal(200, await provider.WriteAsync("sms", Person, "1", "hello"));
        await agent.AcceptAsync(Person);
        await agent.SeesAsync(["hello"]);
        Assert.Equal(0, await agent.Page.Locator("aside dt", new() { HasText = "Consent" }).CountAsync());

        Assert.Equal(200, await provider.WriteAsync("sms", Person, "2", "STOP"));
        await optedOut.WaitForAsync();
        await agent.SeesAsync("Opted out: answers are not delivered");
        await agent.SayAsync("too late");
        await Until.IsAsync(agent.DeliveriesAsync, all => all is [var only] && only.StartsWith("too late: Not delivered: The customer has opted out", StringComparison.Ordinal));
        Assert.Equal(200, await provider.WriteAsync("sms", Person, "3", "START"));
        await agent.Page.GetByText("Opted in", new() { Exact = true }).WaitForAsync();
        await optedOut.WaitForAsync(new() { State = WaitForSelectorState.Detached });

        var (status, block) = await provider.OpsAsync(HttpMethod.Post, "/api/ops/blocks", body: new { channel = "sms", prefix = "+491", reason = "insults" });
        Assert.Equal(200, status);
        Assert.Equal(200, await provider.WriteAsync("sms", Person, "4", "not heard"));
        await blocked.WaitForAsync();
        await agent.SeesAsync("This customer is blocked: you do not get their messages.");
        Assert.Equal(200, (await provider.OpsAsync(HttpMethod.Delete, $"/api/ops/blocks/{block!["id"]}")).Status);
        Assert.Equal(200, await provider.WriteAsync("sms", Person, "5", "heard"));
        await blocked.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.DoesNotContain("not heard", await agent.TextsAsync());
    }

    [SkippableFact]
    public async Task SeveralChats_ByKeyboard_AreAcceptedAnsweredAndEnded_WithUnreadCountsAndDrafts()
    {
        var agent = new DeskPage(await browser.NewPageAsync());
        var keys = agent.Page.Keyboard;
        var stack = await shared.TakeAsync();
        using var ann = stack.NewCustomer();
        using var bob = stack.NewCustomer();
        await agent.LogInAsync(stack.SandboxAddress);
        await ann.OpenAsync("Ann");
        await ann.SayAsync("one");
        await agent.SeesAsync("Waiting (1)");
        await bob.OpenAsync("Bob");
        await TitleIsAsync("(2) Agent desk");

        // Who waits longest first; the answer has the focus.
        await keys.PressAsync("Alt+a");
        await Assertions.Expect(agent.Title).ToHaveTextAsync("Ann: shoes");
        await Assertions.Expect(agent.Reply).ToBeFocusedAsync();
        await keys.TypeAsync("for Ann?");
        await keys.PressAsync("Alt+a");
        await Assertions.Expect(agent.Title).ToHaveTextAsync("Bob: shoes");
        await TitleIsAsync("Agent desk");

        await ann.SayAsync("two");
        await ann.SayAsync("three");
        await Until.IsAsync(agent.UnreadAsync, unread => unread is ["Ann 2"]);
        await TitleIsAsync("(2) Agent desk");
        await keys.PressAsync("Alt+ArrowUp");
        await Assertions.Expect(agent.Title).ToHaveTextAsync("Ann: shoes");
        await Until.IsAsync(agent.UnreadAsync, unread => unread.Count == 0);
        await TitleIsAsync("Agent desk");

        // What was being written is there again, with its question mark, which is no shortcut in a field; and is sent.
        await Assertions.Expect(agent.Reply).ToHaveTextAsync("for Ann?");
        await agent.Page.Locator(".log").FocusAsync();
        await keys.PressAsync("Alt+r");
        await Assertions.Expect(agent.Reply).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Until.IsAsync(() => ann.TextsAsync("Agent"), texts => texts is ["for Ann?"]);
        await keys.PressAsync("Alt+ArrowDown");
        await Assertions.Expect(agent.Title).ToHaveTextAsync("Bob: shoes");
        await Assertions.Expect(agent.Reply).ToHaveTextAsync("");

        // The end asks first.
        await keys.PressAsync("Alt+x");
        await Assertions.Expect(agent.Button("Cancel").Last).ToBeFocusedAsync();
        await keys.PressAsync("Shift+Tab");
        await Assertions.Expect(agent.Button("End it")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Until.IsAsync(bob.StateAsync, state => state == "Idle");

        async Task TitleIsAsync(string title) => await Assertions.Expect(agent.Page).ToHaveTitleAsync(title);
    }

    [SkippableFact]
    public async Task Help_ListsTheShortcuts_AndTurnsThemOff()
    {
        var agent = new DeskPage(await browser.NewPageAsync());
        var (keys, help) = (agent.Page.Keyboard, agent.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard" }));
        var stack = await shared.TakeAsync();
        using var ann = stack.NewCustomer();
        await ann.OpenAsync("Ann");
        await agent.LogInAsync(stack.SandboxAddress);
        await agent.SeesAsync("Waiting (1)");
        await keys.PressAsync("?");
        foreach (var name in new[] { "next chat", "previous chat", "accept", "end the chat", "write the answer", "canned replies" })
        {
            await help.GetByText(name).First.WaitForAsync();
        }

        // While a dialog asks, the keys are its own.
        await keys.PressAsync("Alt+a");
        await agent.Page.GetByLabel("Shortcuts are on").UncheckAsync();
        await help.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await keys.PressAsync("Alt+a");
        await keys.PressAsync("?");
        await Assertions.Expect(help).ToBeHiddenAsync();
        await agent.SeesAsync("Waiting (1)");

        // It stays so; the button leads to the help in any case.
        await agent.LogInAsync(stack.SandboxAddress);
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Keyboard" }).ClickAsync();
        await Assertions.Expect(agent.Page.GetByLabel("Shortcuts are on")).Not.ToBeCheckedAsync();
        await agent.Page.GetByLabel("Shortcuts are on").CheckAsync();
        await keys.PressAsync("Escape");
        await keys.PressAsync("Alt+a");
        await agent.SeesAsync("My chats (1)");
    }

    [SkippableFact]
    public async Task CannedReplies_BySlash_AreFoundFilledInAndSent()
    {
        const string Markup = "<img src=x onerror=document.title='pwned'>Zoe";
        var agent = new DeskPage(await browser.NewPageAsync(new() { TimezoneId = "UTC" }));
        var keys = agent.Page.Keyboard;
        await agent.Page.Clock.SetFixedTimeAsync(new DateTime(2026, 11, 27, 9, 0, 0, DateTimeKind.Utc));
        var stack = await shared.TakeAsync();
        using var zoe = stack.NewCustomer();
        using var number = stack.NewCustomer();
        await agent.LogInAsync(stack.SandboxAddress);
        await zoe.OpenAsync(Markup);
        await agent.AcceptAsync(Markup);
        await Assertions.Expect(agent.Reply).ToBeFocusedAsync();

        // By arrows, by a word, and what a customer calls themselves is text.
        await keys.TypeAsync("/");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("ArrowUp");
        await keys.PressAsync("Enter");
        await Assertions.Expect(agent.Reply).ToHaveTextAsync($"Good morning {Markup}, this is agent1. How can I help you?");
        await Assertions.Expect(agent.Reply).ToBeFocusedAsync();
        await keys.TypeAsync(" 1/2");
        await keys.PressAsync("Enter");
        await Assertions.Expect(agent.Reply).ToHaveTextAsync("");
        await keys.TypeAsync("/looking");
        await keys.PressAsync("Enter");
        await keys.PressAsync("Enter");
        await Until.IsAsync(
            () => zoe.TextsAsync("Agent"), texts => texts.SequenceEqual([$"Good morning {Markup}, this is agent1. How can I help you? 1/2", $"One moment please, {Markup}: I am looking it up."]));
        Assert.Equal("Agent desk", await agent.Page.TitleAsync());

        // Who shows a number has no name to be called by. Behind what was written already, by the button.
        await number.OpenAsync("+15005550006");
        await agent.AcceptAsync("+15005550006");
        await Assertions.Expect(agent.Reply).ToBeFocusedAsync();
        await keys.TypeAsync("Sorry.");
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Canned replies" }).ClickAsync();
        await keys.TypeAsync("anything else");
        await agent.Page.GetByRole(AriaRole.Option).ClickAsync();
        await Assertions.Expect(agent.Reply).ToHaveTextAsync("Sorry. Is there anything else that I can do for you?");
        await keys.PressAsync("Enter");
        await Until.IsAsync(() => number.TextsAsync("Agent"), texts => texts is ["Sorry. Is there anything else that I can do for you?"]);
    }

    /// <summary>As a person starts it; but in Production, where no other private address may be told.</summary>
    [Fact]
    public async Task SelfHost_WithASandboxOfItsOwn_TellsItsDesk()
    {
        await using var host = AppProcess.Start("CustomerChat.SelfHost", new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Storage:ConnectionString"] = azurite.ConnectionString,
            ["Storage:TablePrefix"] = AzuriteFixture.NewPrefix(),
            ["urls"] = "http://127.0.0.1:0",
            ["Sandbox:Urls"] = "http://127.0.0.1:0",
            ["Sandbox:Agents:agent1"] = Stack.AgentPassword,
        });
        await Until.IsAsync(() => Task.FromResult(host.Log), log => log.Contains("Ready.", StringComparison.Ordinal));
        using var customer = new CustomerDriver(Address("Relay"), "/api/v2/me/chat", Stack.CenterId);
        using var agent = new AgentDriver(Address("Sandbox"), "agent1", Stack.AgentPassword);
        await customer.OpenAsync();
        var chat = await agent.AcceptAsync();
        await agent.SayAsync(chat, "We do.");

        await Until.IsAsync(() => agent.DeliveriesAsync(chat), all => all is ["We do. Sent"]);

        Uri Address(string name) => new(Addresses().Matches(host.Log).Single(m => m.Groups["name"].Value == name).Groups["address"].Value);
    }

    private static async Task EndAsync(DeskPage agent)
    {
        await agent.Button("End chat").ClickAsync();
        await agent.Button("End it").ClickAsync();
        await agent.Button("End chat").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    [GeneratedRegex("^(?<name>Relay|Sandbox): +(?<address>http://127.0.0.1:[0-9]+)", RegexOptions.Multiline)]
    private static partial Regex Addresses();
}
