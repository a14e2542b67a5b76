using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Support;
using CustomerChat.Operating;
using CustomerChat.Storage;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;

namespace CustomerChat.EndToEnd.People;

/// <summary>
/// README's pictures. With SCREENSHOTS=1 they are taken anew and put into <c>docs</c>; without, the pages' sources must be those
/// that the pictures were taken of.
/// </summary>
[Collection(Lanes.Operators)]
public class ScreenshotTests(AzuriteFixture azurite, BrowserFixture browser) : BrowserTest(browser)
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(PageServer.Project, "..", ".."));
    private static readonly string Docs = Path.Combine(Root, "docs");

    [SkippableFact]
    public async Task Pictures_OfTheReadme_ShowThePagesAsTheyAre()
    {
        var customer = new WidgetPage(await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1000, Height = 720 } }));
        var agent = new DeskPage(await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1200, Height = 720 } }));
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, Provider.Settings(api.Address), tellsDesk: true);
        using var nora = new Provider(stack.RelayAddress);
        using var bob = stack.NewCustomer();
        await agent.LogInAsync(stack.SandboxAddress);
        await TalkEarlierAsync(agent, nora);
        await customer.OpenAsync(stack.RelayAddress);
        await customer.StartAsync("Ann", "Dune in 38");
        await bob.OpenAsync("Bob", "My parcel");
        await agent.AcceptAsync("Ann");
        await customer.SayAsync("Hello, do you have the Dune in 38?");
        await agent.SeesAsync(["Hello, do you have the Dune in 38?"]);
        await agent.SayAsync("Hello Ann. Yes, three pairs in sand.");
        await customer.SeesAsync("Hello, do you have the Dune in 38?", "Hello Ann. Yes, three pairs in sand.");
        await customer.AttachAsync(new FilePayload { Name = "my-old-pair.png", MimeType = "image/png", Buffer = Sandals() });
        await customer.SayAsync("Like this one, please keep a pair for me.");
        await agent.Page.GetByText("please keep a pair").WaitForAsync();
        await Until.IsAsync(agent.PicturesAsync, p => p.Count == 1);
        await agent.AttachAsync(new FilePayload { Name = "reservation.pdf", MimeType = "application/pdf", Buffer = "%PDF-1.7 x"u8.ToArray() });
        await agent.SayAsync("Done, here is your slip.");
        await customer.Panel.Locator("a[download='reservation.pdf']").WaitForAsync();
        await Until.IsAsync(customer.PicturesAsync, p => p.Count == 1);
        await customer.AttachAsync(new FilePayload { Name = "receipt.png", MimeType = "image/png", Buffer = Sandals() });
        await customer.Panel.GetByText("Just now").First.WaitForAsync();

        // The last word is in sight, above what is being written.
        await Until.IsAsync(
            () => customer.Panel.Locator("body").EvaluateAsync<bool>(
                "b => b.querySelector(\"a[download='reservation.pdf']\").getBoundingClientRect().bottom <= b.querySelector('.tray').getBoundingClientRect().top"),
            seen => seen);
        await Until.IsAsync(
            () => agent.Page.Locator("body").EvaluateAsync<bool>(
                "b => [...b.querySelectorAll('.shared a')].at(-1).getBoundingClientRect().bottom <= b.querySelector('.tools').getBoundingClientRect().top"),
            seen => seen);
        var widget = await customer.Page.ScreenshotAsync();

        // At the desk another chat is shown, with what has become of each message, and Ann's has one that is unread.
        await TalkAsync(agent, nora, api);
        await customer.SayAsync("Thank you!");
        await Until.IsAsync(agent.UnreadAsync, unread => unread is ["Ann 1" or "Ann 2"]);
        await agent.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        var desk = await agent.Page.ScreenshotAsync();
        await agent.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        var dark = await agent.Page.ScreenshotAsync();

        var marker = Path.Combine(Docs, "screenshots.sha256");
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") == "1")
        {
            Directory.CreateDirectory(Docs);
            await File.WriteAllBytesAsync(Path.Combine(Docs, "widget.png"), widget);
            await File.WriteAllBytesAsync(Path.Combine(Docs, "desk.png"), desk);
            await File.WriteAllBytesAsync(Path.Combine(Docs, "desk-dark.png"), dark);
            await File.WriteAllTextAsync(marker, Sources() + "\n");
        }

        Assert.True(Sources() == (await File.ReadAllTextAsync(marker)).Trim(), "The pages have changed since README's pictures were taken: run this test with SCREENSHOTS=1.");
    }

    /// <summary>What a new customer sees, from the shop to the end of the chat, and what an operator sees. With SCREENSHOTS=1 the pictures are taken anew.</summary>
    [SkippableFact]
    public async Task Pictures_OfTheTour_ShowEachState()
    {
        string[] names = ["shop", "closed", "open", "waiting", "talking", "ended", "unanswered"];
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") == "1")
        {
            await TakeTourAsync(names);
            await TakeOperatorsAsync();
        }

        Assert.All(names.Select(n => $"tour-{n}.png").Append("operators.png"), file => Assert.True(File.Exists(Path.Combine(Docs, file)), $"{file} is missing: run this test with SCREENSHOTS=1."));
    }

    private async Task TakeTourAsync(string[] names)
    {
        var taken = 0;
        await using var closed = await Stack.StartAsync(azurite, WidgetApiTests.Closed());
        await using var open = await Stack.StartAsync(azurite, new Dictionary<string, string> { ["Relay:NoAgentTimeout"] = "00:00:30" });
        using var agent = open.NewAgent();
        var customer = await NewAsync();
        await customer.Page.GotoAsync(closed.RelayAddress.ToString());
        await TakeAsync(customer);
        await customer.Bubble.ClickAsync();
        await customer.SeesStatusAsync("We are closed until");
        await TakeAsync(customer);

        customer = await NewAsync();
        await customer.OpenAsync(open.RelayAddress);
        await customer.Panel.Locator("input[name=name]").WaitForAsync();
        await TakeAsync(customer);
        await customer.StartAsync("Ann", "Dune in 38");
        await customer.SayAsync("Hello, do you have the Dune in 38?");
        await customer.SeesStatusAsync("Waiting for an agent");
        await customer.SeesAsync("Hello, do you have the Dune in 38?");
        await TakeAsync(customer);
        var chat = await agent.AcceptAsync(name: "Agnes");
        await agent.SayAsync(chat, "Hello Ann. Yes, three pairs in sand.");
        await customer.SeesStatusAsync("You are talking to");
        await customer.SeesAsync("Hello, do you have the Dune in 38?", "Hello Ann. Yes, three pairs in sand.");
        await TakeAsync(customer);
        await customer.EndAsync();
        await customer.SeesStatusAsync("The chat has ended");
        await TakeAsync(customer);

        customer = await NewAsync();
        await customer.OpenAsync(open.RelayAddress);
        await customer.StartAsync("Bob", "My parcel");
        await customer.SeesStatusAsync("Nobody could answer in time");
        await TakeAsync(customer);

        async Task<WidgetPage> NewAsync() => new(await browser.NewPageAsync(new() { ViewportSize = new() { Width = 440, Height = 640 } }));
        async Task TakeAsync(WidgetPage of)
        {
            // Focus rings and pictures that are still coming would differ from run to run.
            await of.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await of.Page.ScreenshotAsync(new() { Path = Path.Combine(Docs, $"tour-{names[taken++]}.png") });
        }
    }

    private async Task TakeOperatorsAsync()
    {
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1250, Height = 1100 }, Locale = "en-GB", TimezoneId = "Europe/Berlin" });
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string>(Provider.Settings(api.Address)) { [$"ContactCenters:{Stack.CenterId}:Name"] = "Help desk" });
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        var minutes = new MinuteTable(new Tables(Options.Create(new StorageOptions { ConnectionString = azurite.ConnectionString, TablePrefix = stack.TablePrefix })));
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 58; i > 1; i--)
        {
            var wave = Math.Sin(i / 9d);
            await minutes.SaveAsync(
                new Minute(Minute.Floor(now.AddMinutes(-i), TimeSpan.FromMinutes(1)))
                {
                    Open = 14 + (int)(6 * wave),
                    Waiting = 3 + (int)(2 * wave),
                    Figures = ImmutableDictionary<MinuteKey, Figure>.Empty
                        .Add(new(MinuteKinds.PollLag), Figure.Of(0.4 + (0.2 * wave))).Add(new(MinuteKinds.FirstAnswer, "sms"), Figure.Of(35 + (12 * wave)))
                        .Add(new(MinuteKinds.Delivered, "sms", "main"), Figure.Of(0.8)).Add(new(MinuteKinds.Delivered, "telegram", "main"), Figure.Of(0.3)),
                },
                "seed", default);
        }

        api.Fault = (call, _) => call.Text.StartsWith("Your code", StringComparison.Ordinal) ? new ProviderFault(400, """{"code":21614,"message":"'To' number is not a valid mobile number"}""") : null;
        foreach (var (name, number) in new[] { ("+4917012341", 1), ("+4917012342", 2), ("+4917012343", 3) })
        {
            await provider.WriteAsync("sms", name, $"{number}", "Hello, where is my parcel?");
            if (number < 3)
            {
                var chat = await agent.AcceptAsync(name);
                await agent.SayAsync(chat, number == 1 ? "It arrives tomorrow." : "Your code is 4711.");
            }
        }

        await page.GotoAsync(new Uri(stack.RelayAddress, "/ops").ToString());
        await page.GetByLabel("Key").FillAsync(Provider.OpsKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await page.GetByRole(AriaRole.Table, new() { Name = "Open chats" }).GetByText("Help desk").First.WaitForAsync();
        await page.GetByText("21614").First.WaitForAsync(new() { Timeout = 90_000 });
        await page.ScreenshotAsync(new() { Path = Path.Combine(Docs, "operators.png") });
    }

    /// <summary>Nora's chat of before, which has ended.</summary>
    private static async Task TalkEarlierAsync(DeskPage agent, Provider nora)
    {
        await WriteAsync(nora, "n1", "Hi, when does my parcel come?");
        await agent.AcceptAsync("Nora");
        await agent.SeesAsync(["Hi, when does my parcel come?"]);
        await agent.SayAsync("Tomorrow before noon.");
        await agent.SeesDeliveriesAsync("Tomorrow before noon.: ✓ Sent");
        await agent.Button("End chat").ClickAsync();
        await agent.Button("End it").ClickAsync();
        await agent.SeesAsync("My chats (0)");
    }

    /// <summary>Nora writes again: one answer is read, one is delivered, one was not.</summary>
    private static async Task TalkAsync(DeskPage agent, Provider nora, ProviderEmulator api)
    {
        api.Fault = (call, _) => call.Text.Contains("video", StringComparison.Ordinal)
            ? new ProviderFault(400, """{"error":{"message":"(#131053) Media upload error","code":131053,"error_data":{"details":"The video is too large."}}}""") : null;
        await WriteAsync(nora, "n2", "It came, but one strap is torn.");
        await agent.AcceptAsync("Nora");
        await agent.SeesAsync(["It came, but one strap is torn."]);
        await agent.SayAsync("I am sorry, Nora. You get a new pair, free of charge.");
        var first = await api.IdOfAsync("free of charge");
        await agent.SayAsync("Just put the old pair into the box that comes with it.");
        var second = await api.IdOfAsync("into the box");
        await agent.SayAsync("Here is a video: https://shoes.example/return.mp4");
        await agent.Page.Locator(".delivery.failed").WaitForAsync();
        await nora.PostAsync("whatsapp", Status(first, "read"));
        await nora.PostAsync("whatsapp", Status(second, "delivered"));
        await agent.Page.Locator(".delivery.read").WaitForAsync();
        await agent.Page.Locator(".delivery.delivered").WaitForAsync();
        await agent.Page.GetByRole(AriaRole.Region, new() { Name = "Earlier chats" }).WaitForAsync();

        static string Status(string id, string status) => $$"""
            "statuses":[{"id":"{{id}}","status":"{{status}}","timestamp":"1800000000","recipient_id":"4917012345"}]
            """;
    }

    private static async Task WriteAsync(Provider nora, string id, string text) => Assert.Equal(200, await nora.PostAsync(
        "whatsapp",
        $$$"""
        "contacts":[{"wa_id":"4917012345","profile":{"name":"Nora"}}],"messages":[{"from":"4917012345","id":"{{{id}}}","timestamp":"1800000000","type":"text","text":{"body":"{{{text}}}"}}]
        """));

    /// <summary>A pair of sandals from above: two soles with a strap each.</summary>
    private static byte[] Sandals() => Pictures.Png(320, 180, (x, y) =>
    {
        var across = x < 160 ? x - 95 : x - 225;
        var sole = Math.Pow(across / (y < 90 ? 44d : 36d), 2) + Math.Pow((y - 90) / 78d, 2) < 1;
        var strap = y is > 34 and < 96 && Math.Abs(Math.Abs(across) - ((y - 34) * 0.62)) < 6;
        return sole && strap ? ((byte)122, (byte)74, (byte)44) : sole ? ((byte)214, (byte)178, (byte)132) : ((byte)(228 - (y / 8)), (byte)(236 - (y / 10)), (byte)240);
    });

    /// <summary>The hash of everything that the two pages are made of.</summary>
    private static string Sources()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var web = Path.Combine(Root, "src", "CustomerChat.Web");
        var files = new[] { "widget", "panel", "desk", "shared" }.SelectMany(f => Directory.GetFiles(Path.Combine(web, "src", f), "*", SearchOption.AllDirectories))
            .Append(Path.Combine(web, "package-lock.json"))
            .Concat(Directory.GetFiles(Path.Combine(Root, "src", "CustomerChat.SelfHost", "Pages"), "shop.*"));
        foreach (var file in files.Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file + "\n" + File.ReadAllText(Path.Combine(Root, file)).Replace("\r\n", "\n", StringComparison.Ordinal)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
