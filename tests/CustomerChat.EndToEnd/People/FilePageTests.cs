using CustomerChat.EndToEnd.Support;
using Microsoft.Playwright;

namespace CustomerChat.EndToEnd.People;

/// <summary>Files between widget and desk, in a real browser.</summary>
[Collection(Lanes.Widget)]
public class FilePageTests(AzuriteFixture azurite, BrowserFixture browser, SharedStack shared) : BrowserTest(browser), IClassFixture<SharedStack>
{
    private static readonly byte[] Picture = Pictures.Png(120, 80, (x, y) => ((byte)(x / 20 * 40), (byte)(y / 20 * 60), 120));
    private static readonly byte[] Voice = Pictures.Wav(0.2);

    [SkippableFact]
    public async Task Files_ByPaperclipPasteAndDrop_AreSeenByBothAndAfterAReload()
    {
        var (customer, agent) = (new WidgetPage(await browser.NewPageAsync()), new DeskPage(await browser.NewPageAsync()));
        var errors = new List<string>();
        customer.Page.Console += (_, m) => errors.AddRange(m.Type == "error" ? [m.Text] : []);
        agent.Page.Console += (_, m) => errors.AddRange(m.Type == "error" ? [m.Text] : []);
        var stack = await shared.TakeAsync();
        await StartAsync(stack, customer, agent);

        // The paperclip, twice: what is chosen adds up, and one is taken away again.
        await customer.AttachAsync(File("parcel.png", "image/png", Picture));
        await customer.AttachAsync(File("a.pdf", "application/pdf", "%PDF-1.7 x"u8.ToArray()), File("no.txt", "text/plain", "no"u8.ToArray()));
        Assert.Equal(["parcel.png", "a.pdf", "no.txt"], (await Until.IsAsync(customer.ChosenAsync, c => c.Count == 3)).Select(c => c.Split(' ')[0]));
        await customer.Panel.GetByRole(AriaRole.Button, new() { Name = "Do not send no.txt" }).ClickAsync();
        await customer.SayAsync("my parcel");
        await agent.SeesAsync("my parcel", "[image] parcel.png (" + Picture.Length + " bytes)", "[file] a.pdf (10 bytes)");
        await Until.IsAsync(agent.PicturesAsync, p => p.SequenceEqual(["parcel.png"]));

        // Pasted without a word, and dropped with one.
        Assert.True(await customer.GiveAsync("paste", "shot.png", "image/png", Picture));
        await customer.SendBox.PressAsync("Enter");
        await Until.IsAsync(agent.PicturesAsync, p => p.SequenceEqual(["parcel.png", "shot.png"]));
        Assert.True(await customer.GiveAsync("drop", "note.wav", "audio/wav", Voice));
        await customer.SayAsync("listen");
        await agent.Page.Locator(".shared audio[aria-label='note.wav']").WaitForAsync();
        await Until.IsAsync(customer.PicturesAsync, p => p.SequenceEqual(["parcel.png", "shot.png"]));
        await Until.IsAsync(customer.ChosenAsync, c => c.Count == 0);

        // What an office program copies is a text with a picture of it: the text is meant.
        Assert.False(await customer.GiveAsync("paste", "image.png", "image/png", Picture, "a table"));
        Assert.Empty(await customer.ChosenAsync());

        await customer.Page.ReloadAsync();
        await Until.IsAsync(customer.PicturesAsync, p => p.SequenceEqual(["parcel.png", "shot.png"]));
        await customer.SeesAsync("my parcel", "listen");
        await customer.Panel.Locator("a[download='a.pdf']").WaitForAsync();
        await customer.Panel.Locator("audio[aria-label='note.wav']").WaitForAsync();
        Assert.DoesNotContain(errors, e => e.Contains("Content Security Policy", StringComparison.Ordinal) && !e.Contains("ERR_", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task AgentsFiles_ByButtonPasteAndDrop_AreShownToTheCustomerAndAtTheDesk()
    {
        var (customer, agent) = (new WidgetPage(await browser.NewPageAsync()), new DeskPage(await browser.NewPageAsync()));
        var stack = await shared.TakeAsync();
        await StartAsync(stack, customer, agent);

        await agent.AttachAsync(File("label.png", "image/png", Picture), File("form.pdf", "application/pdf", "%PDF-1.7 x"u8.ToArray()));
        await agent.SayAsync("please sign");
        Assert.True(await agent.GiveAsync("paste", "shot.png", "image/png", Picture));
        await agent.Button("Send").ClickAsync();
        Assert.True(await agent.GiveAsync("drop", "evil.svg", "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray()));
        await agent.Button("Send").ClickAsync();

        await customer.SeesAsync("please sign");
        await Until.IsAsync(customer.PicturesAsync, p => p.SequenceEqual(["label.png", "shot.png"]));
        await Until.IsAsync(agent.PicturesAsync, p => p.SequenceEqual(["label.png", "shot.png"]));
        await customer.Panel.Locator("a[download='form.pdf']").WaitForAsync();
        await customer.Panel.Locator("a[download='evil.svg']").WaitForAsync();
        var link = await agent.Page.Locator(".shared a", new() { HasText = "evil.svg" }).GetAttributeAsync("href");
        using var http = new HttpClient();
        using var svg = await http.GetAsync(link);
        Assert.Equal("attachment", svg.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", Assert.Single(svg.Headers.GetValues("X-Content-Type-Options")));
        using var guessed = await http.GetAsync(new Uri(stack.SandboxAddress, $"/files/{new string('0', 32)}/evil.svg"));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, guessed.StatusCode);
    }

    [SkippableFact]
    public async Task File_TooLargeOrNotAllowed_IsToldInThePanelsLanguageAndItsTextArrives()
    {
        var customer = new WidgetPage(await browser.NewPageAsync());
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string> { ["Files:MaxSize"] = "20000", ["Files:MaxPerMessage"] = "2" });
        using var agent = stack.NewAgent();
        await using var server = await PageServer.StartAsync($$"""
            <!doctype html><html lang="de"><title>Anderswo</title>
            <body><script src="{{stack.RelayAddress}}widget.js" data-contact-center-id="{{Stack.CenterId}}"></script></body></html>
            """);
        await customer.OpenAsync(server.Address);
        await customer.StartAsync("Ann");
        var chat = await agent.AcceptAsync();

        // Known before it is sent: it is not even chosen.
        await customer.AttachAsync(File("large.png", "image/png", [.. Picture, .. new byte[20_000]]));
        await customer.SeesFaultAsync("large.png wurde nicht gesendet: Eine Datei darf höchstens 20 kB haben.");
        Assert.Empty(await customer.ChosenAsync());
        await customer.SayAsync("one");
        await Until.IsAsync(() => agent.TextsAsync(chat), t => t.SequenceEqual(["one"]));

        // Only the relay knows what it really is.
        await customer.AttachAsync(File("program.png", "image/png", "MZ\0\0"u8.ToArray()));
        await customer.SayAsync("two");
        await customer.SeesFaultAsync("program.png wurde nicht gesendet: Dateien dieser Art werden hier nicht angenommen.");
        await Until.IsAsync(() => agent.TextsAsync(chat), t => t.SequenceEqual(["one", "two"]));
        await customer.SeesAsync("one", "two");

        // One that is taken beside one that is not; and a third that is too many.
        await customer.AttachAsync(File("good.png", "image/png", Picture), File("bad.png", "image/png", "<html>"u8.ToArray()), File("third.png", "image/png", Picture));
        await customer.SeesFaultAsync("höchstens 2 Dateien");
        await customer.SayAsync("three");
        await Until.IsAsync(() => agent.TextsAsync(chat), t => t.Count == 4 && t[2] == "three" && t[3].StartsWith("[image] good.png", StringComparison.Ordinal));
        await Until.IsAsync(customer.PicturesAsync, p => p.SequenceEqual(["good.png"]));

        // Alone and not taken: nothing is left of it, and nothing says that it could be sent again.
        await customer.AttachAsync(File("bad.png", "image/png", "<html>"u8.ToArray()));
        await customer.SendBox.PressAsync("Enter");
        await customer.SeesFaultAsync("bad.png wurde nicht gesendet");
        await Until.IsAsync(() => customer.Panel.Locator(".webchat__bubble").GetByText("bad.png").CountAsync(), count => count == 0);
        Assert.Equal(4, (await agent.TextsAsync(chat)).Count);
        await customer.SeesAsync("one", "two", "three");
        await customer.Panel.GetByRole(AriaRole.Button, new() { Name = "Ausblenden" }).ClickAsync();
        await customer.SeesFaultAsync("");
    }

    [SkippableFact]
    public async Task Files_WhereTheyAreOff_HaveNoPaperclipAndADropIsAnswered()
    {
        var customer = new WidgetPage(await browser.NewPageAsync());
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string> { ["Files:Enabled"] = "false" });
        using var agent = stack.NewAgent();
        await customer.OpenAsync(stack.RelayAddress);
        await customer.StartAsync("Ann");
        await agent.AcceptAsync();

        Assert.Equal(0, await customer.Panel.Locator(".paperclip").CountAsync());
        Assert.True(await customer.GiveAsync("drop", "a.png", "image/png", Picture));
        await customer.SeesFaultAsync("Files can't be sent in this chat.");
        Assert.True(await customer.GiveAsync("paste", "a.png", "image/png", Picture));
    }

    [SkippableFact]
    public async Task Upload_ThatIsCancelled_ShowsItsProgressAndLeavesItsText()
    {
        var customer = new WidgetPage(await browser.NewPageAsync());
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        await customer.OpenAsync(stack.RelayAddress);
        await customer.StartAsync("Ann");
        var chat = await agent.AcceptAsync();
        await SlowAsync(customer.Page, 100_000);

        await customer.AttachAsync(File("film.mp4", "video/mp4", [0, 0, 0, 24, .. "ftypisom"u8, .. new byte[3_000_000]]));
        await customer.SayAsync("look");
        var progress = customer.Panel.Locator(".tray progress");
        await Until.IsAsync(() => progress.EvaluateAsync<double>("p => p.value / p.max"), part => part is > 0.01 and < 1);
        await customer.Panel.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await progress.WaitForAsync(new() { State = WaitForSelectorState.Detached });

        await Until.IsAsync(() => agent.TextsAsync(chat), t => t.SequenceEqual(["look"]));
        await customer.SeesAsync("look");
        await SlowAsync(customer.Page, -1);
        await customer.SayAsync("never mind");
        await Until.IsAsync(() => agent.TextsAsync(chat), t => t.SequenceEqual(["look", "never mind"]));
        Assert.Equal(0, await customer.Panel.Locator(".webchat__bubble, .tray").GetByText("film.mp4").CountAsync());
        Assert.Equal(0, await customer.Panel.GetByText("Retry").CountAsync());
    }

    /// <summary>The worst case: it goes in, no answer comes back and no echo, and the customer tries again.</summary>
    [SkippableFact]
    public async Task Upload_WhoseAnswersAreLost_IsThereOnceAfterTheSecondTry()
    {
        var customer = new WidgetPage(await browser.NewPageAsync());
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        await customer.OpenAsync(stack.RelayAddress);
        await customer.StartAsync("Ann");
        var chat = await agent.AcceptAsync();
        var lost = 0;
        await customer.Page.RouteAsync("**/conversations/*/{activities,upload}?**", async route =>
        {
            if (route.Request.Method == "POST")
            {
                await route.FetchAsync();
                lost++;
            }

            await route.AbortAsync();
        });

        await customer.AttachAsync(File("parcel.png", "image/png", Picture));
        await customer.SayAsync("once");
        await customer.Panel.GetByText("Retry").WaitForAsync(new() { Timeout = 60_000 });
        Assert.InRange(lost, 2, 100);
        await customer.Page.UnrouteAllAsync();
        await customer.Panel.GetByText("Retry").ClickAsync();
        await customer.SayAsync("twice");

        var texts = await Until.IsAsync(() => agent.TextsAsync(chat), t => t.Contains("twice"));
        Assert.Equal(["once", "[image]", "twice"], texts.Select(t => t.Split(' ')[0]));
        await customer.SeesAsync("once", "twice");
        await Until.IsAsync(customer.PicturesAsync, p => p.SequenceEqual(["parcel.png"]));
    }

    private static async Task StartAsync(Stack stack, WidgetPage customer, DeskPage agent)
    {
        await agent.LogInAsync(stack.SandboxAddress);
        await customer.OpenAsync(stack.RelayAddress);
        await customer.StartAsync("Ann");
        await agent.AcceptAsync("Ann");
        await customer.SeesStatusAsync("You are talking to");
    }

    /// <summary>The page sends this many bytes a second; -1 = as fast as it can.</summary>
    private static async Task SlowAsync(IPage page, int bytesPerSecond)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Network.enable");
        await session.SendAsync("Network.emulateNetworkConditions", new() { ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = bytesPerSecond });
    }

    private static FilePayload File(string name, string type, byte[] content) => new() { Name = name, MimeType = type, Buffer = content };
}
