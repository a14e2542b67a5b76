using System.Diagnostics;
using System.Text.Json.Nodes;
using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Support;
using Microsoft.Playwright;

namespace CustomerChat.EndToEnd.Ops;

/// <summary>The operators' API and page over a running relay.</summary>
[Collection(Lanes.Operators)]
public class OpsTests(AzuriteFixture azurite, BrowserFixture browser) : BrowserTest(browser)
{
    private const string Person = "4917012345";

    [Fact]
    public async Task Operator_FindsFollowsEndsAndErasesAPersonsChats_AndNobodyElseDoes()
    {
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, Provider.Settings(api.Address));
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        using var web = stack.NewCustomer();
        await web.OpenAsync("Ann");
        await provider.WriteAsync("sms", Person, "1", "where is my parcel?");
        var chat = await agent.AcceptAsync(Person);
        await agent.SayAsync(chat, "<b>on its way</b>");
        await Until.IsAsync(() => Task.FromResult(api.Taken(Person)), taken => taken.Count == 1);

        // Nobody without the key, whatever the route.
        foreach (var (method, path) in new[] { ("GET", "chats"), ("GET", $"chats/{web.Id}"), ("DELETE", $"chats/{web.Id}"), ("GET", $"chats/{web.Id}/transcript"), ("POST", $"chats/{web.Id}/end"), ("POST", "find"), ("POST", "erase"), ("GET", "dead-letters"), ("POST", "dead-letters/replay"), ("GET", "minutes"), ("GET", "audit"), ("GET", "consents"), ("POST", "consents"), ("GET", "blocks"), ("POST", "blocks"), ("DELETE", "blocks/0f3a5c7e9b1d2f4a6c8e0b1d3f5a7c9e") })
        {
            Assert.Equal(401, (await provider.OpsAsync(new HttpMethod(method), $"/api/ops/{path}", null)).Status);
            Assert.Equal(401, (await provider.OpsAsync(new HttpMethod(method), $"/api/ops/{path}", "ops-kez")).Status);
        }

        // From the number to the chat, to the entry, to its delivery.
        var found = (await provider.OpsAsync(HttpMethod.Post, "/api/ops/find", body: new { channel = "sms", address = Person })).Body!;
        var id = (string)Assert.Single(found["chats"]!.AsArray())!["id"]!;
        var detail = (await provider.OpsAsync(HttpMethod.Get, $"/api/ops/chats/{id}")).Body!;

        // By the digits that logs and links show, for reading alone.
        Assert.Equal(id, (string)(await provider.OpsAsync(HttpMethod.Get, $"/api/ops/chats/{id[..8]}")).Body!["chat"]!["id"]!);
        Assert.Equal(404, (await provider.OpsAsync(HttpMethod.Get, $"/api/ops/chats/{id[..7]}")).Status);
        Assert.Equal(404, (await provider.OpsAsync(HttpMethod.Delete, $"/api/ops/chats/{id[..8]}")).Status);
        Assert.Equal(("Chatting", 0), ((string)detail["chat"]!["state"]!, (int)detail["chat"]!["notDelivered"]!));
        Assert.NotNull(detail["runtime"]!["lastPollAt"]);
        var transcript = (await provider.OpsAsync(HttpMethod.Get, $"/api/ops/chats/{id}/transcript")).Body!["entries"]!.AsArray();
        var word = transcript.Single(e => (string?)e!["text"] == "<b>on its way</b>")!;
        Assert.Equal(("Accepted", "P1"), ((string)word["delivery"]!, (string)word["providerId"]!));
        await provider.ReportAsync(Person, "P1", "delivered");
        word = (await provider.OpsAsync(HttpMethod.Get, $"/api/ops/chats/{id}/transcript")).Body!["entries"]!.AsArray().Single(e => (string?)e!["text"] == "<b>on its way</b>")!;
        Assert.Equal("Delivered", (string)word["delivery"]!);

        // Lists by every condition.
        Assert.Equal([id], await ListAsync("channel=sms"));
        Assert.Equal([web.Id], await ListAsync("channel=web&state=waiting"));
        Assert.Equal(new[] { id, web.Id }.Order(), (await ListAsync($"contactCenterId={Stack.CenterId}")).Order());
        Assert.Empty(await ListAsync("minAge=01:00:00"));
        Assert.Empty(await ListAsync("state=ended"));
        Assert.Equal(400, (await provider.OpsAsync(HttpMethod.Get, "/api/ops/chats?state=odd")).Status);
        Assert.Equal(400, (await provider.OpsAsync(HttpMethod.Get, "/api/ops/chats?limit=0")).Status);
        Assert.Equal(400, (await provider.OpsAsync(HttpMethod.Get, "/api/ops/chats?minAge=x")).Status);
        Assert.Equal(400, (await provider.OpsAsync(HttpMethod.Get, $"/api/ops/chats/{id}/transcript?format=pdf")).Status);
        Assert.Equal(404, (await provider.OpsAsync(HttpMethod.Get, $"/api/ops/chats/{Guid.NewGuid()}")).Status);

        // Ended by the operator, then erased: nothing is left that leads to the person.
        Assert.Equal(200, (await provider.OpsAsync(HttpMethod.Post, $"/api/ops/chats/{web.Id}/end")).Status);
        Assert.Equal("Idle", await web.StateAsync());
        var receipt = (await provider.OpsAsync(HttpMethod.Post, "/api/ops/erase", body: new { channel = "sms", address = Person })).Body!;
        Assert.Equal([id], receipt["chats"]!.AsArray().Select(c => (string)c!));
        Assert.InRange((int)receipt["rows"]!, 5, 50);
        Assert.Equal(404, (await provider.OpsAsync(HttpMethod.Get, $"/api/ops/chats/{id}")).Status);
        Assert.Empty((await provider.OpsAsync(HttpMethod.Post, "/api/ops/find", body: new { channel = "sms", address = Person })).Body!["chats"]!.AsArray());
        await provider.WriteAsync("sms", Person, "2", "hello again");
        var next = (await provider.OpsAsync(HttpMethod.Post, "/api/ops/find", body: new { channel = "sms", address = Person })).Body!["chats"]!.AsArray();
        Assert.NotEqual(id, (string)Assert.Single(next)!["id"]!);

        async Task<IReadOnlyList<string>> ListAsync(string query) =>
            [.. (await provider.OpsAsync(HttpMethod.Get, $"/api/ops/chats?{query}")).Body!["chats"]!.AsArray().Select(c => (string)c!["id"]!)];
    }

    [SkippableFact]
    public async Task Page_FromANumberToTheDeliveryInThreeSteps_ReplaysADeadLetter_AndHasNoViolation()
    {
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1250, Height = 800 }, BypassCSP = true });
        await using var api = await ProviderEmulator.StartAsync();
        api.Fault = (call, _) => call.Text == "lost" ? new ProviderFault(400, """{"code":21610}""") : null;
        await using var stack = await Stack.StartAsync(azurite, Provider.Settings(api.Address));
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        await provider.WriteAsync("sms", Person, "1", "hello");
        var chat = await agent.AcceptAsync(Person);
        await agent.SayAsync(chat, "lost");
        await Until.IsAsync(async () => (await provider.OpsAsync(HttpMethod.Get, "/api/ops/dead-letters")).Body!["deadLetters"]!.AsArray().Count, count => count == 1);

        await page.GotoAsync(new Uri(stack.RelayAddress, "/ops").ToString());
        await page.GetByLabel("Key").FillAsync("wrong");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await page.GetByText("The key is missing or wrong").WaitForAsync();
        await page.GetByLabel("Key").FillAsync(Provider.OpsKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await page.GetByText("Open chats (1)").WaitForAsync();
        await page.Locator("canvas").First.WaitForAsync();
        await AssertAccessibleAsync();

        // 1: the number; 2: its chat; 3: the entry with what became of it.
        await page.GetByRole(AriaRole.Link, new() { Name = "Find a customer" }).ClickAsync();
        await page.GetByLabel("Address").FillAsync(Person);
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await page.Locator("section", new() { HasText = "Find a customer" }).Locator(".link").ClickAsync();
        var row = page.Locator("dialog tr", new() { HasText = "lost" }).First;
        await row.WaitForAsync();
        Assert.Contains("Failed", await row.InnerTextAsync(), StringComparison.Ordinal);
        await AssertAccessibleAsync();
        await page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        api.Fault = (_, _) => null;
        await page.GetByRole(AriaRole.Link, new() { Name = "Dead letters" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay", Exact = true }).ClickAsync();
        await page.GetByText("It was sent again").WaitForAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Dead letters (0)" }).WaitForAsync();
        Assert.Equal(["lost"], api.Taken(Person));

        // What waits for people, and why.
        api.Fault = (_, _) => new ProviderFault(401, """{"code":20003,"message":"Authenticate"}""");
        await agent.SayAsync(chat, "waits");
        await page.GetByRole(AriaRole.Link, new() { Name = "Now" }).ClickAsync();
        await page.GetByText("Accounts at fault (1)").WaitForAsync();
        await page.GetByRole(AriaRole.Table, new() { Name = "Accounts at fault" }).GetByText("Authenticate").WaitForAsync();
        await AssertAccessibleAsync();

        async Task AssertAccessibleAsync()
        {
            await page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(PageServer.Project, "node_modules", "axe-core", "axe.min.js")));
            Assert.Equal("[]", await page.EvaluateAsync<string>(
                "async () => JSON.stringify((await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })).violations.map(v => v.id + v.nodes.map(n => n.html.slice(0, 150))))"));
        }
    }

    [SkippableFact]
    public async Task Page_ListsExportsAndCorrectsConsents_AndBlocksAndUnblocks()
    {
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1250, Height = 1400 }, BypassCSP = true, AcceptDownloads = true });
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, Provider.Settings(api.Address));
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        await provider.WriteAsync("sms", "+4917", "1", "STOP");
        await provider.WriteAsync("sms", "+4918", "2", "STOP");
        await page.GotoAsync(new Uri(stack.RelayAddress, "/ops").ToString());
        await page.GetByLabel("Key").FillAsync(Provider.OpsKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();

        // Listed and exported.
        await page.GetByRole(AriaRole.Link, new() { Name = "Consents" }).ClickAsync();
        var consents = page.GetByRole(AriaRole.Region, new() { Name = "Consents", Exact = true });
        var row = consents.GetByRole(AriaRole.Row, new() { Name = "+4917" });
        await row.GetByText("opted out").WaitForAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => consents.GetByRole(AriaRole.Button, new() { Name = "Export as CSV" }).ClickAsync());
        Assert.Equal("consents.csv", download.SuggestedFilename);
        Assert.Equal(3, (await File.ReadAllLinesAsync(await download.PathAsync())).Length);

        // Corrected, with a reason.
        await row.GetByRole(AriaRole.Button, new() { Name = "Correct" }).ClickAsync();
        var correction = consents.GetByRole(AriaRole.Form, new() { Name = "Correct a consent" });
        Assert.Equal(("+4917", "main", "optedIn"), (
            await correction.GetByLabel("Number or id").InputValueAsync(), await correction.GetByLabel("Account").InputValueAsync(), await correction.GetByLabel("State").InputValueAsync()));
        await correction.GetByLabel("Reason").FillAsync("Asked by telephone.");
        await correction.GetByRole(AriaRole.Button).ClickAsync();
        await consents.GetByText("Corrected: +4917 has opted in.").WaitForAsync();
        await consents.GetByLabel("State").First.SelectOptionAsync("optedIn");
        await consents.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await row.GetByText("Asked by telephone.").WaitForAsync();
        Assert.Equal("operator", (string)(await provider.OpsAsync(HttpMethod.Get, "/api/ops/consents?state=optedIn")).Body!["consents"]![0]!["cause"]!);

        // Blocked by a prefix; a fault is told; then heard again.
        await page.GetByRole(AriaRole.Link, new() { Name = "Blocks" }).ClickAsync();
        var blocks = page.GetByRole(AriaRole.Region, new() { Name = "Blocks", Exact = true });
        await BlockAsync("nobody", "+49");
        await blocks.GetByText("The channel has no account of this name.").WaitForAsync();
        await BlockAsync("main", "+49 1");
        await blocks.GetByRole(AriaRole.Row, new() { Name = "+491…" }).WaitForAsync();
        Assert.Equal(200, await provider.WriteAsync("sms", "+49123", "3", "blocked"));
        await page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(PageServer.Project, "node_modules", "axe-core", "axe.min.js")));
        Assert.Equal("[]", await page.EvaluateAsync<string>(
            "async () => JSON.stringify((await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })).violations.map(v => v.id + v.nodes.map(n => n.html.slice(0, 150))))"));
        await blocks.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await blocks.GetByText("No blocks.").WaitForAsync();
        Assert.Equal(200, await provider.WriteAsync("sms", "+49123", "4", "heard"));
        var chat = await agent.AcceptAsync("+49123");
        Assert.Equal(["heard"], await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count > 0));

        async Task BlockAsync(string account, string prefix)
        {
            await blocks.GetByLabel("Account").FillAsync(account);
            await blocks.GetByLabel("Who").SelectOptionAsync("prefix");
            await blocks.GetByLabel("Number or id").FillAsync(prefix);
            await blocks.GetByLabel("Your name").FillAsync("Agnes");
            await blocks.GetByLabel("Reason").FillAsync("unwanted");
            await blocks.GetByRole(AriaRole.Button, new() { Name = "Block", Exact = true }).ClickAsync();
        }
    }

    [Fact]
    public async Task Limits_OfTheSettings_AreAnsweredWith429()
    {
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string> { ["Limits:OpensPerCaller"] = "60", ["Limits:PostsPerChat"] = "60", ["Limits:PollsPerChat"] = "60" });
        using var customer = stack.NewCustomer();
        using var http = new HttpClient { BaseAddress = stack.RelayAddress, DefaultRequestHeaders = { { "ContactCenterId", Stack.CenterId } } };
        await customer.OpenAsync();
        await AssertLimitedAsync(() => http.GetAsync(customer.Path), 10);

        // The same limit by Direct Line: at most what has been refilled since.
        var reconnect = $"/v3/directline/conversations/{customer.Path.Split('/')[^1]}";
        var reconnects = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => http.GetAsync(reconnect)));
        Assert.Contains(reconnects, r => (int)r.StatusCode == 429);
        await AssertLimitedAsync(() => PostAsync(customer.Path, """{"operationName":"SendMessage","text":"x"}"""), 10);
        await AssertLimitedAsync(() => PostAsync("/api/v2/chats", """{"operationName":"RequestChat","nickname":"n","subject":"s"}"""), 9);

        Task<HttpResponseMessage> PostAsync(string path, string body) => http.PostAsync(path, new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));

        static async Task AssertLimitedAsync(Func<Task<HttpResponseMessage>> call, int burst)
        {
            var answers = new List<HttpResponseMessage>();
            for (var i = 0; i < burst + 30 && answers.All(a => (int)a.StatusCode != 429); i++)
            {
                answers.Add(await call());
            }

            Assert.True(answers.Count > burst, "refused before its burst");
            Assert.Equal(429, (int)answers[^1].StatusCode);
            Assert.InRange(answers[^1].Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 10);
            Assert.Equal(3, (int)JsonNode.Parse(await answers[^1].Content.ReadAsStringAsync())!["statusCode"]!);
        }
    }

    [Fact]
    public async Task OpenApi_OfARunningRelay_HasNothingThatALinterMinds()
    {
        await using var stack = await Stack.StartAsync(azurite);
        using var http = new HttpClient();
        var file = Path.Combine(Path.GetTempPath(), $"openapi-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, await http.GetStringAsync(new Uri(stack.RelayAddress, "/api/openapi.json")));
        try
        {
            var redocly = Path.Combine(PageServer.Project, "node_modules", "@redocly", "cli", "bin", "cli.js");
            var start = new ProcessStartInfo("node", [redocly, "lint", file, "--config", Path.Combine(PageServer.Project, "redocly.yaml"), "--max-problems", "20"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["REDOCLY_TELEMETRY"] = "off", ["CI"] = "true" },
            };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            var said = await output + await error;
            Assert.True(process.ExitCode == 0, said);
            Assert.DoesNotContain("Warning was generated", said, StringComparison.Ordinal);
            Assert.DoesNotContain("[1]", said, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Who asked for what of whom is kept, also of a chat that is erased; what was said, whose number it was and the key are not.</summary>
    [Fact]
    public async Task Operators_WithKeysOfTheirOwn_LeaveATraceOfWhatTheyReadAndErase()
    {
        var (agnes, boris) = (new string('a', 32), new string('b', 40));
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string>(Provider.Settings(api.Address)) { ["Ops:Keys:agnes"] = agnes, ["Ops:Keys:boris"] = boris });
        using var provider = new Provider(stack.RelayAddress);
        await provider.WriteAsync("sms", Person, "1", "where is my parcel?");
        var find = await provider.OpsAsync(HttpMethod.Post, "/api/ops/find", agnes, new { channel = "sms", address = Person });
        var id = (string)Assert.Single(find.Body!["chats"]!.AsArray())!["id"]!;
        foreach (var _ in Enumerable.Range(0, 3))
        {
            Assert.Equal(200, (await provider.OpsAsync(HttpMethod.Get, $"/api/ops/chats/{id}/transcript", agnes)).Status);
            Assert.Equal(200, (await provider.OpsAsync(HttpMethod.Get, "/api/ops/chats", boris)).Status);
        }

        Assert.Equal(200, (await provider.OpsAsync(HttpMethod.Get, $"/api/ops/chats/{id}/transcript")).Status);
        Assert.Equal(200, (await provider.OpsAsync(HttpMethod.Delete, $"/api/ops/chats/{id}", boris)).Status);
        Assert.Equal(401, (await provider.OpsAsync(HttpMethod.Delete, $"/api/ops/chats/{id}", new string('c', 32))).Status);
        Assert.Equal(400, (await provider.OpsAsync(HttpMethod.Delete, $"/api/ops/chats/{id}?code={boris}", boris)).Status);

        Assert.Equal(400, (await provider.OpsAsync(HttpMethod.Get, "/api/ops/minutes?to=9999-12-31T23:59:00Z", boris)).Status);
        var audit = (await provider.OpsAsync(HttpMethod.Get, "/api/ops/audit", boris)).Body!;
        Assert.Equal(
            [
                ("agnes", "POST api/ops/find", null), ("agnes", "GET api/ops/chats/{id}/transcript", id[..8]), ("operator", "GET api/ops/chats/{id}/transcript", id[..8]),
                ("boris", "DELETE api/ops/chats/{id}", id[..8]),
            ],
            audit["entries"]!.AsArray().Select(e => ((string)e!["operator"]!, (string)e["action"]!, (string?)e["subject"])));
        foreach (var secret in new[] { agnes, boris, Person, "parcel", id })
        {
            Assert.DoesNotContain(secret, audit.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Health_OfARelay_NamesVersionCommitAndContactCentres()
    {
        await using var stack = await Stack.StartAsync(azurite);
        using var customer = stack.NewCustomer();
        await customer.OpenAsync();
        var ready = await Until.IsAsync(
            () => customer.GetAsync("/api/health/ready"), reply => reply["contactCenters"]!["polled"] is not null);
        Assert.Equal(("ready", "reachable", 1), ((string)ready["status"]!, (string)ready["storage"]!, (int)ready["contactCenters"]!["idle"]!));
        Assert.Matches(@"^\d+\.\d+\.\d+", (string)ready["version"]!);
        Assert.Matches("^([0-9a-f]{40}|unknown)$", (string)ready["commit"]!);
        await stack.FailAsync(new { operation = "*", count = 10_000, status = 503 });
        await Until.IsAsync(() => customer.GetAsync("/api/health/ready"), reply => (int?)reply["contactCenters"]!["failing"] == 1);
    }
}
