using System.Text.Json;
using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Support;
using Microsoft.Playwright;

namespace CustomerChat.EndToEnd.People;

/// <summary>The pages in each of their states under axe-core, WCAG 2.1 A and AA; and by keyboard alone.</summary>
[Collection(Lanes.Widget)]
public class AccessibilityTests(AzuriteFixture azurite, BrowserFixture browser, SharedStack shared) : BrowserTest(browser), IClassFixture<SharedStack>
{
    [SkippableTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Pages_InEveryState_HaveNoViolation(ColorScheme scheme)
    {
        // The checker is put into the pages by their test, which their policy would refuse.
        var options = new BrowserNewContextOptions { ColorScheme = scheme, BypassCSP = true };
        var customer = new WidgetPage(await browser.NewPageAsync(options));
        var agent = new DeskPage(await browser.NewPageAsync(options));
        var stack = await shared.TakeAsync();
        await agent.Page.GotoAsync(new Uri(stack.SandboxAddress, "/desk").ToString());
        await AssertNoneAsync(agent.Page, "log-in");
        await agent.LogInAsync(stack.SandboxAddress);
        await customer.Page.GotoAsync(stack.RelayAddress.ToString());
        await AssertNoneAsync(customer.Page, "shop");
        await customer.Bubble.ClickAsync();
        await customer.Panel.Locator("input[name=name]").WaitForAsync();
        await AssertNoneAsync(customer.Page, "form");
        await customer.StartAsync("Ann");
        await agent.SeesAsync("waiting");
        await AssertNoneAsync(agent.Page, "queue");
        await AssertNoneAsync(customer.Page, "waiting");
        await agent.AcceptAsync("Ann");
        await customer.SayAsync("hello");
        await agent.SeesAsync(["hello"]);
        await agent.SayAsync("good day");
        await customer.SeesAsync("hello", "good day");
        await AssertNoneAsync(customer.Page, "conversation");
        await AssertNoneAsync(agent.Page, "conversation at the desk");
        await AttachAsync(customer, agent);
        await AssertNoneAsync(customer.Page, "files to send");
        await AssertNoneAsync(agent.Page, "files to send at the desk");
        await customer.SendBox.PressAsync("Enter");
        await agent.Button("Send").ClickAsync();
        await Until.IsAsync(customer.PicturesAsync, p => p.Count == 2);
        await Until.IsAsync(agent.PicturesAsync, p => p.Count == 2);
        await customer.Panel.Locator("a[download='a.pdf']").First.WaitForAsync();
        await AssertNoneAsync(customer.Page, "files");
        await AssertNoneAsync(agent.Page, "files at the desk");
        await customer.AttachAsync(new FilePayload { Name = "a.exe", MimeType = "image/png", Buffer = "MZ"u8.ToArray() });
        await customer.SendBox.PressAsync("Enter");
        await customer.SeesFaultAsync("a.exe was not sent");
        await AssertNoneAsync(customer.Page, "a file that was not accepted");
        await agent.Button("Transfer").ClickAsync();
        await AssertNoneAsync(agent.Page, "transfer");
        await agent.Button("Cancel").First.ClickAsync();
        await customer.Panel.GetByRole(AriaRole.Button, new() { Name = "End chat" }).ClickAsync();
        await AssertNoneAsync(customer.Page, "end?");
        await customer.Panel.GetByRole(AriaRole.Button, new() { Name = "Yes, end it" }).ClickAsync();
        await customer.SeesStatusAsync("The chat has ended");
        await AssertNoneAsync(customer.Page, "ended");
    }

    [SkippableTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Desk_InEveryState_HasNoViolation(ColorScheme scheme)
    {
        var agent = new DeskPage(await browser.NewPageAsync(new() { ColorScheme = scheme, BypassCSP = true }));
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, Provider.Settings(api.Address), tellsDesk: true);
        using var provider = new Provider(stack.RelayAddress);
        using var other = stack.NewCustomer();
        await agent.LogInAsync(stack.SandboxAddress);
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Keyboard" }).ClickAsync();
        await AssertNoneAsync(agent.Page, "help");
        await agent.Button("Close").ClickAsync();

        // An earlier chat, messages in each state, and one that waits beside a chat with unread messages.
        await provider.WriteAsync("sms", "+4917", "1", "hello");
        await agent.AcceptAsync("+4917");
        await agent.SayAsync("first chat");
        await agent.SeesDeliveriesAsync("first chat: ✓ Sent");
        await agent.Button("End chat").ClickAsync();
        await AssertNoneAsync(agent.Page, "end? at the desk");
        await agent.Button("End it").ClickAsync();
        await agent.SeesAsync("My chats (0)");
        await provider.WriteAsync("sms", "+4917", "2", "me again");
        await agent.AcceptAsync("+4917");
        await agent.SayAsync("read");
        await agent.SayAsync("delivered");
        await provider.ReportAsync("+4917", await api.IdOfAsync("read"), "read");
        await provider.ReportAsync("+4917", await api.IdOfAsync("delivered"), "delivered");
        await Until.IsAsync(agent.DeliveriesAsync, all => all is ["read: ✓✓ Read", "delivered: ✓✓ Delivered"]);
        await other.OpenAsync("Ann");
        await agent.AcceptAsync("Ann");
        await provider.WriteAsync("sms", "+4917", "3", "STOP");
        await Until.IsAsync(agent.UnreadAsync, unread => unread.Count == 1);
        await AssertNoneAsync(agent.Page, "unread");
        await agent.ChooseAsync("+4917");
        await agent.SayAsync("too late");
        await agent.Page.Locator(".delivery.failed").WaitForAsync();
        await provider.OpsAsync(HttpMethod.Post, "/api/ops/blocks", body: new { channel = "sms", address = "+4917", reason = "insults" });
        await provider.WriteAsync("sms", "+4917", "4", "not heard");
        await agent.Page.Locator(".badge", new() { HasText = "Blocked" }).WaitForAsync();
        await agent.Page.Locator(".badge", new() { HasText = "Opted out" }).WaitForAsync();
        await AssertNoneAsync(agent.Page, "states of messages, consent and block");
        await agent.Page.GetByRole(AriaRole.Region, new() { Name = "Earlier chats" }).GetByRole(AriaRole.Button).ClickAsync();
        await agent.Page.GetByRole(AriaRole.Dialog).GetByText("first chat").WaitForAsync();
        await AssertNoneAsync(agent.Page, "an earlier chat");
        await agent.Button("Close").ClickAsync();
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Canned replies" }).ClickAsync();
        await AssertNoneAsync(agent.Page, "canned replies");
        await agent.Page.GetByLabel("Find a reply").FillAsync("nothing of this");
        await AssertNoneAsync(agent.Page, "no canned reply");
        await agent.Page.Keyboard.PressAsync("Escape");
        await agent.Button("Ended chats").ClickAsync();
        await agent.SeesAsync("sms main");
        await AssertNoneAsync(agent.Page, "ended chats");
    }

    /// <summary>Both choose a picture, a sound and a document.</summary>
    private static async Task AttachAsync(WidgetPage customer, DeskPage agent)
    {
        FilePayload[] files =
        [
            new() { Name = "a.png", MimeType = "image/png", Buffer = Pictures.Png(40, 40, (_, _) => (200, 100, 50)) },
            new() { Name = "a.wav", MimeType = "audio/wav", Buffer = Pictures.Wav(0.1) },
            new() { Name = "a.pdf", MimeType = "application/pdf", Buffer = "%PDF-1.7 x"u8.ToArray() },
        ];
        await customer.AttachAsync(files);
        await agent.AttachAsync(files);
        await Until.IsAsync(customer.ChosenAsync, c => c.Count == 3);
    }

    [SkippableFact]
    public async Task Widget_ByKeyboardAlone_CarriesAConversation()
    {
        var page = await browser.NewPageAsync();
        var customer = new WidgetPage(page);
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();

        // Listened to from the start: if listening begins together with the key, the browser may open the chooser before it tells anybody.
        var chooser = new TaskCompletionSource<IFileChooser>(TaskCreationOptions.RunContinuationsAsynchronously);
        page.FileChooser += (_, opened) => chooser.TrySetResult(opened);
        await page.GotoAsync(stack.RelayAddress.ToString());
        await TabToAsync("Open the chat");
        await page.Keyboard.PressAsync("Enter");
        await customer.Panel.Locator("input[name=name]").WaitForAsync();
        await TabToAsync("Your name");
        await page.Keyboard.TypeAsync("Ann");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Keys");
        await page.Keyboard.PressAsync("Enter");
        var chat = await agent.AcceptAsync();
        await customer.SeesStatusAsync("You are talking to");
        await TabToAsync("Attach files");
        await page.Keyboard.PressAsync("Enter");
        await (await chooser.Task.WaitAsync(Until.Limit)).SetFilesAsync(new FilePayload { Name = "a.png", MimeType = "image/png", Buffer = Pictures.Png(10, 10, (_, _) => (1, 2, 3)) });
        await Until.IsAsync(customer.ChosenAsync, c => c.Count == 1);
        await page.Keyboard.TypeAsync("no mouse");
        await page.Keyboard.PressAsync("Enter");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 2 && texts[0] == "no mouse" && texts[1].StartsWith("[image] a.png", StringComparison.Ordinal));

        async Task TabToAsync(string name)
        {
            var seen = new List<string>();
            for (var i = 0; i < 25; i++)
            {
                await page.Keyboard.PressAsync("Tab");
                foreach (var frame in page.Frames)
                {
                    seen.Add(await frame.EvaluateAsync<string>(
                        "() => { let e = document.activeElement; while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement; return (e?.ariaLabel || '') + ' ' + (e?.closest('label')?.textContent ?? '') + ' ' + (e?.labels?.[0]?.textContent ?? ''); }"));
                }

                if (seen.Any(s => s.Contains(name, StringComparison.Ordinal)))
                {
                    return;
                }
            }

            Assert.Fail($"Never reached '{name}' by Tab: {string.Join(" | ", seen)}");
        }
    }

    private static async Task AssertNoneAsync(IPage page, string where)
    {
        var axe = await File.ReadAllTextAsync(Path.Combine(PageServer.Project, "node_modules", "axe-core", "axe.min.js"));
        foreach (var frame in page.Frames)
        {
            await frame.EvaluateAsync(axe);
        }

        var violations = await page.EvaluateAsync<JsonElement>(
            "async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })).violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 200) + ' ' + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? '')).join(' ; '))");
        Assert.True(violations.GetArrayLength() == 0, $"{where}: {violations}");
    }
}
