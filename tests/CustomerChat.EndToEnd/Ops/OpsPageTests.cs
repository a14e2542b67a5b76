using System.Collections.Immutable;
using System.Globalization;
using Azure.Data.Tables;
using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Support;
using CustomerChat.Operating;
using CustomerChat.Storage;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;

namespace CustomerChat.EndToEnd.Ops;

/// <summary>The operators' page for an operator who comes at a bad moment.</summary>
[Collection(Lanes.Operators)]
public class OpsPageTests(AzuriteFixture azurite, BrowserFixture browser) : BrowserTest(browser)
{
    private const string Person = "4917012345";

    [SkippableFact]
    public async Task Page_OpenedAfresh_ShowsTheLastHourAndDay_WithNamesInHerTimeZone()
    {
        var page = await NewPageAsync("America/New_York");
        await using var stack = await StartAsync(null);
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        var now = TimeProvider.System.GetUtcNow();
        await SeedAsync(stack, now.AddMinutes(-20), 5, 2, (new(MinuteKinds.Failed, "sms", "main", "30005 Unknown destination"), 1), (new(MinuteKinds.FirstAnswer, "sms"), 42), (new(MinuteKinds.PollLag), 3.5));
        await SeedAsync(stack, now.AddHours(-20), 9, 0, (new(MinuteKinds.Delivered, "telegram", "main"), 1));
        await provider.WriteAsync("sms", Person, "1", "hello");

        await OpenAsync(page, stack);
        var chats = page.GetByRole(AriaRole.Table, new() { Name = "Open chats" });
        await chats.GetByText("Help desk").WaitForAsync();
        await page.GetByText($"Times: America/New_York (GMT-{(TimeZoneInfo.FindSystemTimeZoneById("America/New_York").IsDaylightSavingTime(now) ? 4 : 5)})").WaitForAsync();
        var opened = (DateTimeOffset)(await provider.OpsAsync(HttpMethod.Get, "/api/ops/chats")).Body!["chats"]![0]!["openedAt"]!;
        var there = TimeZoneInfo.ConvertTime(opened, TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).ToString("h:mm:ss", CultureInfo.InvariantCulture);
        Assert.Contains(there, await chats.InnerTextAsync(), StringComparison.Ordinal);

        // At a glance, in words.
        await AssertGlanceAsync("Open chats", "1", "5 at most", "9 at most");
        await AssertGlanceAsync("First answer after", "42.0 s, at most 42.0 s", "42.0 s");
        await AssertGlanceAsync("Poll lag", "at most 3.5 s", "at most 3.5 s");
        await AssertGlanceAsync("Deliveries", "0 delivered, 0 tried again, 1 failed", "1 delivered, 0 tried again, 1 failed");

        // The plots: a whole hour that ends now, not two dots in years to come.
        await AssertAxesAsync(3_600);

        // A time that was measured once is seen as well: in the orange of its line, whose edges are softened.
        var seen = await page.Locator("figure", new() { HasText = "Time to the first answer" }).Locator("canvas").EvaluateAsync<int>(
            "canvas => { const p = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data; let n = 0; for (let i = 0; i < p.length; i += 4) n += p[i] > 150 && p[i + 2] < 60 && p[i + 3] > 100 ? 1 : 0; return n; }");
        Assert.True(seen > 5, "the one first answer is not in its plot");
        var channels = page.GetByRole(AriaRole.Table, new() { Name = "Channels" });
        Assert.Contains("1 × failed: 30005 Unknown destination", await channels.GetByRole(AriaRole.Row, new() { Name = "sms/main" }).First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("telegram", await channels.InnerTextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(Stack.CenterId, await page.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
        await AssertAccessibleAsync(page);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        Assert.Equal("rgb(20, 23, 27)", await page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
        await AssertAccessibleAsync(page);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });

        // What the plots show, as a file.
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Save as CSV" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Equal("minutes-hour.csv", download.SuggestedFilename);
        Assert.InRange(lines.Length, 61, 62);
        Assert.StartsWith(Minute.Floor(now.AddMinutes(-20), TimeSpan.FromMinutes(1)).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + "Z,5,2,", Assert.Single(lines, l => l.Contains(",42,", StringComparison.Ordinal)), StringComparison.Ordinal);

        // The day, and a link to it for a colleague, who has a time zone of his own.
        await page.GetByRole(AriaRole.Button, new() { Name = "Last day" }).ClickAsync();
        await AssertAxesAsync(86_400);
        await channels.GetByText("telegram/main").WaitForAsync();
        await IsAtAsync(page, url => url.EndsWith("#range=day", StringComparison.Ordinal));
        var colleague = await NewPageAsync("Asia/Kolkata");
        await OpenAsync(colleague, stack, new Uri(page.Url).Fragment);
        await colleague.GetByRole(AriaRole.Table, new() { Name = "Channels" }).GetByText("telegram/main").WaitForAsync();
        await colleague.GetByText("Times: Asia/Calcutta (GMT+5:30)").Or(colleague.GetByText("Times: Asia/Kolkata (GMT+5:30)")).WaitForAsync();

        async Task AssertGlanceAsync(string row, params string[] texts)
        {
            foreach (var text in texts)
            {
                await page.GetByRole(AriaRole.Table, new() { Name = "At a glance" }).GetByRole(AriaRole.Row, new() { Name = row }).GetByText(text).First.WaitForAsync();
            }
        }

        async Task AssertAxesAsync(int seconds)
        {
            var axes = await Until.IsAsync(
                () => page.EvaluateAsync<double[][]>("() => [...document.querySelectorAll('.plot')].map(p => [Number(p.dataset.from), Number(p.dataset.to)])"),
                all => all.Length == 4 && all.All(a => Math.Abs(a[1] - a[0] - seconds) < 400));
            Assert.All(axes, axis =>
            {
                Assert.True(axis[1] - axis[0] >= 600, "less than ten minutes are on an axis");
                Assert.InRange(axis[1], now.ToUnixTimeSeconds() - 5, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 5);
            });
            Assert.Equal(4, await page.Locator(".plot canvas").CountAsync());
        }
    }

    [SkippableFact]
    public async Task Page_WalkedByAKeyboardAlone_OpensAChatWhoseLinkLeadsAColleagueThere()
    {
        var page = await NewPageAsync("Europe/Berlin");
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await StartAsync(api);
        using var provider = new Provider(stack.RelayAddress);
        foreach (var i in Enumerable.Range(1, 3))
        {
            await provider.WriteAsync("sms", Person + i, $"{i}", $"hello {i}");
        }

        await OpenAsync(page, stack);
        var rows = page.GetByRole(AriaRole.Table, new() { Name = "Open chats" }).Locator("tbody tr");
        await Until.IsAsync(rows.CountAsync, count => count == 3);
        var ids = await rows.Locator(".link").AllInnerTextsAsync();

        // One stop of Tab leads into the table, the arrows from row to row, while the page goes on to look every three seconds.
        await page.GetByLabel("Contact centre").FocusAsync();
        foreach (var _ in await page.Locator("#chats ~ div tbody").AllAsync())
        {
            await page.Keyboard.PressAsync("Tab");
            if (await rows.First.EvaluateAsync<bool>("row => row === document.activeElement"))
            {
                break;
            }
        }

        Assert.Equal(ids[0], await FocusedAsync());
        await page.Keyboard.PressAsync("End");
        Assert.Equal(ids[2], await FocusedAsync());
        await page.Keyboard.PressAsync("ArrowUp");
        Assert.Equal(ids[1], await FocusedAsync());
        await page.WaitForResponseAsync(r => r.Url.Contains("/api/ops/chats?", StringComparison.Ordinal));
        Assert.Equal(ids[1], await FocusedAsync());
        await page.Keyboard.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByText("hello ").First.WaitForAsync();
        await AssertAccessibleAsync(page);

        // The link: no key, no whole id, which is a credential.
        await IsAtAsync(page, url => url.EndsWith($"#chat={ids[1]}", StringComparison.Ordinal));
        var (link, said) = (new Uri(page.Url).Fragment, await dialog.InnerTextAsync());
        await page.Keyboard.PressAsync("Escape");
        await Until.IsAsync(dialog.CountAsync, count => count == 0);
        await IsAtAsync(page, url => !url.Contains("chat=", StringComparison.Ordinal));
        await page.GoBackAsync();
        await dialog.GetByText("hello ").First.WaitForAsync();

        var colleague = await NewPageAsync("Europe/Berlin");
        await OpenAsync(colleague, stack, link);
        await colleague.GetByRole(AriaRole.Dialog).GetByText("hello ").First.WaitForAsync();
        Assert.Equal(said.Split('\n').First(l => l.StartsWith("Chat ", StringComparison.Ordinal)), (await colleague.GetByRole(AriaRole.Dialog).InnerTextAsync()).Split('\n')[0]);
        await OpenAsync(colleague, stack, "#chat=00000000");
        await colleague.GetByText("There is no such chat.").WaitForAsync();

        Task<string> FocusedAsync() => page.EvaluateAsync<string>("() => document.activeElement.tagName === 'TR' ? document.activeElement.querySelector('.link').innerText : document.activeElement.outerHTML");
    }

    /// <summary>
    /// As in Azure: the platform signs the operator in, and the Functions app takes their requests at another path. Both are played by the browser's route here; the
    /// Functions app's own side is tested in OperatorFunctionsTests.
    /// </summary>
    [SkippableFact]
    public async Task Page_WhereOperatorsSignIn_NeedsNoKey()
    {
        var page = await NewPageAsync("Europe/Berlin");
        await using var stack = await StartAsync(null);
        var (status, keys) = (401, new List<string?>());
        await page.RouteAsync("**/api/signed-in/ops/**", async route =>
        {
            keys.Add(route.Request.Headers.GetValueOrDefault("x-functions-key"));
            await (status != 200 ? route.FulfillAsync(new() { Status = status, Body = "{}" }) : route.ContinueAsync(new()
            {
                Url = route.Request.Url.Replace("/signed-in", "", StringComparison.Ordinal),
                Headers = [.. route.Request.Headers, KeyValuePair.Create("x-functions-key", Provider.OpsKey)],
            }));
        });

        // Nobody has signed in: the link leads back to where the operator wanted to go.
        await page.GotoAsync(new Uri(stack.RelayAddress, "/ops#view=find").ToString());
        var link = page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Microsoft" });
        await link.WaitForAsync();
        Assert.Equal("/.auth/login/aad?post_login_redirect_uri=%2Fops%23view%3Dfind", await link.GetAttributeAsync("href"));
        await AssertAccessibleAsync(page);

        // Signed in without the role.
        status = 403;
        await page.ReloadAsync();
        await page.GetByText("you do not have the operators' role").WaitForAsync();

        // An operator: no key is asked for, and none is sent.
        status = 200;
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Find a customer" }).WaitForAsync();
        Assert.All(keys, Assert.Null);

        // The sign-in expires while the page is open.
        status = 401;
        await page.GetByText("Your sign-in has expired").WaitForAsync();
    }

    [SkippableFact]
    public async Task Page_DeadLetters_AreSearchedFilteredAndReplayedTogether()
    {
        var page = await NewPageAsync("Europe/Berlin");
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await using var api = await ProviderEmulator.StartAsync();
        api.Fault = (call, _) => call.Text.StartsWith("lost", StringComparison.Ordinal) ? new ProviderFault(400, $$"""{"code":{{(call.To == Person + 3 ? 21614 : 21611)}},"message":"refused"}""") : null;
        await using var stack = await StartAsync(api);
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        foreach (var i in Enumerable.Range(1, 3))
        {
            await provider.WriteAsync("sms", Person + i, $"{i}", "hello");
            var chat = await agent.AcceptAsync(Person + i);
            await agent.SayAsync(chat, $"lost {i}a");
            await agent.SayAsync(chat, $"lost {i}b");
        }

        await Until.IsAsync(async () => (await provider.OpsAsync(HttpMethod.Get, "/api/ops/dead-letters")).Body!["deadLetters"]!.AsArray().Count, count => count == 6);
        await OpenAsync(page, stack);
        await page.GetByRole(AriaRole.Link, new() { Name = "Dead letters (6)" }).ClickAsync();
        var table = page.GetByRole(AriaRole.Table, new() { Name = "Dead letters" });
        var rows = table.Locator("tbody tr");
        await Until.IsAsync(rows.CountAsync, count => count == 6);
        await AssertAccessibleAsync(page);

        await page.GetByLabel("Search, in the reason").FillAsync("21611");
        await page.Keyboard.PressAsync("Enter");
        await Until.IsAsync(rows.CountAsync, count => count == 4);
        await IsAtAsync(page, url => url.EndsWith("#view=letters&search=21611", StringComparison.Ordinal));
        await page.GetByLabel("For").SelectOptionAsync("contact centre");
        await page.GetByText("Dead letters (0)").WaitForAsync();
        await page.GetByLabel("For").SelectOptionAsync("customer");
        await Until.IsAsync(rows.CountAsync, count => count == 4);

        // All that the search has found, in the order of each chat; the others stay.
        api.Fault = (call, _) => call.To == Person + 3 ? new ProviderFault(400, """{"code":21614,"message":"refused"}""") : null;
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay all shown (4)" }).ClickAsync();
        await page.GetByText("All 4 were sent again.").WaitForAsync();
        Assert.Equal(["lost 1a", "lost 1b"], api.Taken(Person + 1));
        Assert.Equal(["lost 2a", "lost 2b"], api.Taken(Person + 2));
        await page.GetByLabel("Search, in the reason").FillAsync("");
        await page.Keyboard.PressAsync("Enter");
        await Until.IsAsync(rows.CountAsync, count => count == 2);

        // Chosen by the keyboard: the space bar marks the row that has the focus. What can't go yet says why.
        await rows.First.FocusAsync();
        await page.Keyboard.PressAsync(" ");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync(" ");
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay chosen (2)" }).ClickAsync();
        await page.GetByText("0 of 2 were sent again. Still failing:").WaitForAsync();
        api.Fault = (_, _) => null;
        await page.GetByLabel("Choose all").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay chosen (2)" }).ClickAsync();
        await page.GetByText("All 2 were sent again.").WaitForAsync();
        Assert.Equal(["lost 3a", "lost 3b"], api.Taken(Person + 3));
        await page.GetByRole(AriaRole.Link, new() { Name = "Dead letters (0)" }).WaitForAsync();
    }

    [SkippableFact]
    public async Task Page_OfHeldAnswersAndAnAccountAtFault_NamesThem()
    {
        var page = await NewPageAsync("Europe/Berlin");
        await using var api = await ProviderEmulator.StartAsync();
        var settings = Settings(api);
        settings["Channels:WhatsApp:main:Template"] = "answer_ready, en_US";
        await using var stack = await Stack.StartAsync(azurite, settings);
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        await provider.WriteAsync("whatsapp", "4917", "m1", "hello");
        var held = await agent.AcceptAsync("4917");
        await provider.WriteAsync("sms", Person, "1", "hello");
        var waits = await agent.AcceptAsync(Person);
        api.Fault = (call, _) => call.To == Person ? new(401, """{"code":20003,"message":"Authenticate"}""")
            : call.Text.StartsWith("(template", StringComparison.Ordinal) ? null
            : new(400, """{"error":{"code":131047,"message":"outside the window"}}""");
        await agent.SayAsync(held, "one");
        await agent.SayAsync(waits, "two");

        await OpenAsync(page, stack);
        await page.GetByText("Held answers (1)").WaitForAsync();
        var row = page.GetByRole(AriaRole.Table, new() { Name = "Held answers" }).Locator("tbody tr");
        await row.GetByText("held since").WaitForAsync();
        Assert.Contains("whatsapp/main", await row.InnerTextAsync(), StringComparison.Ordinal);
        await page.GetByText("Accounts at fault (1)").WaitForAsync();
        var account = page.GetByRole(AriaRole.Table, new() { Name = "Accounts at fault" }).Locator("tbody tr");
        Assert.Contains("Authenticate", await account.InnerTextAsync(), StringComparison.Ordinal);

        // From the account to its chats.
        await account.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("Open chats (1)").WaitForAsync();
        await page.GetByText("Held answers (0)").WaitForAsync();
        await IsAtAsync(page, url => url.Contains("channel=sms%2Fmain", StringComparison.Ordinal));
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await AssertAccessibleAsync(page);
    }

    /// <summary>Without a page: what happens is kept, a row a minute, and what is left when the host stops.</summary>
    [Fact]
    public async Task Minutes_OfARunningRelay_AreKeptARowAMinute_AndHoldNoWordAndNoNumber()
    {
        await using var api = await ProviderEmulator.StartAsync();
        api.Fault = (call, _) => call.Text == "lost" ? new ProviderFault(400, $$"""{"code":21610,"message":"no to {{Person}}"}""") : null;
        await using var stack = await StartAsync(api);
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        var began = TimeProvider.System.GetUtcNow();
        await provider.WriteAsync("sms", Person, "1", "WORDSOFTHECUSTOMER");
        var chat = await agent.AcceptAsync(Person);
        await agent.SayAsync(chat, "taken");
        await agent.SayAsync(chat, "lost");

        var reply = await Until.IsAsync(TotalAsync, r => (int)r["total"]!["failed"]! == 1, TimeSpan.FromSeconds(100));
        var total = reply["total"]!;
        Assert.Equal((1, 1, 1), ((int)total["opened"]!, (int)total["delivered"]!, (int)total["answered"]!));
        Assert.Equal((1, 1), ((int)total["open"]!, (int)total["deadLetters"]!));
        Assert.Contains("21610", (string)reply["channels"]!.AsArray().Single()!["reasons"]![0]!["reason"]!, StringComparison.Ordinal);
        Assert.Equal("Help desk", (string)reply["contactCenters"]![0]!["name"]!);

        using (var web = stack.NewCustomer())
        {
            await web.OpenAsync();
            stack.Relay.Stop();
            await stack.Relay.WaitForExitAsync();
            await stack.StartRelayAsync();
            reply = await Until.IsAsync(TotalAsync, r => (int)r["total"]!["opened"]! == 2);
        }

        var rows = new List<TableEntity>();
        await foreach (var row in (await TablesOf(stack).Minutes).QueryAsync<TableEntity>())
        {
            rows.Add(row);
        }

        Assert.InRange(rows.Count, 1, (int)(TimeProvider.System.GetUtcNow() - began).TotalMinutes + 3);
        Assert.Equal(rows.Count, rows.Select(r => r.PartitionKey + r.RowKey).Distinct().Count());
        var all = string.Join('\n', rows.SelectMany(r => r).Select(c => $"{c.Key} {c.Value}"));
        var id = (string)(await provider.OpsAsync(HttpMethod.Get, "/api/ops/chats?channel=sms")).Body!["chats"]![0]!["id"]!;
        Assert.All(new[] { "WORDSOFTHECUSTOMER", Person, Person[2..], "lost", "taken", id, id[..8], Provider.OpsKey, Provider.Secret }, secret => Assert.DoesNotContain(secret, all, StringComparison.OrdinalIgnoreCase));

        async Task<System.Text.Json.Nodes.JsonNode> TotalAsync() => (await provider.OpsAsync(HttpMethod.Get, "/api/ops/minutes")).Body!;
    }

    private async Task<IPage> NewPageAsync(string zone) => await browser.NewPageAsync(new()
    {
        ViewportSize = new() { Width = 1250, Height = 1400 },
        BypassCSP = true,
        AcceptDownloads = true,
        Locale = "en-US",
        TimezoneId = zone,
    });

    /// <summary>The driver hears of a new address a moment after the page has it.</summary>
    private static Task IsAtAsync(IPage page, Func<string, bool> isRight) => Until.IsAsync(() => Task.FromResult(page.Url), isRight);

    private Task<Stack> StartAsync(ProviderEmulator? api) => Stack.StartAsync(azurite, Settings(api));

    private static Dictionary<string, string> Settings(ProviderEmulator? api) => new(Provider.Settings(api?.Address ?? new Uri("http://127.0.0.1:1")))
    {
        [$"ContactCenters:{Stack.CenterId}:Name"] = "Help desk",
    };

    private static async Task OpenAsync(IPage page, Stack stack, string place = "")
    {
        await page.GotoAsync("about:blank");
        await page.GotoAsync(new Uri(stack.RelayAddress, "/ops" + place).ToString());
        await page.GetByLabel("Key").FillAsync(Provider.OpsKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation).WaitForAsync();
    }

    private Tables TablesOf(Stack stack) => new(Options.Create(new StorageOptions { ConnectionString = azurite.ConnectionString, TablePrefix = stack.TablePrefix }));

    private Task SeedAsync(Stack stack, DateTimeOffset at, int open, int waiting, params (MinuteKey Key, double Value)[] figures) => new MinuteTable(TablesOf(stack)).SaveAsync(
        new Minute(Minute.Floor(at, TimeSpan.FromMinutes(1))) { Open = open, Waiting = waiting, Figures = figures.ToImmutableDictionary(f => f.Key, f => Figure.Of(f.Value)) }, "seed", default);

    private static async Task AssertAccessibleAsync(IPage page)
    {
        await page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(PageServer.Project, "node_modules", "axe-core", "axe.min.js")));
        Assert.Equal("[]", await page.EvaluateAsync<string>(
            "async () => JSON.stringify((await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })).violations.map(v => v.id + v.nodes.map(n => n.html.slice(0, 150))))"));
    }
}
