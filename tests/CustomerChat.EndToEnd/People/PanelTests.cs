using System.Text.Json;
using System.Text.RegularExpressions;
using CustomerChat.EndToEnd.Support;
using Microsoft.Playwright;

namespace CustomerChat.EndToEnd.People;

/// <summary>What is written in the panel, and in which language.</summary>
[Collection(Lanes.Widget)]
public partial class PanelTests(BrowserFixture browser, SharedStack shared) : BrowserTest(browser), IClassFixture<SharedStack>
{
    private static readonly string Languages = Path.Combine(PageServer.Project, "..", "..", "src", "CustomerChat.Web", "src", "languages");

    /// <summary>Collects what screen readers are told: it is taken away a second later.</summary>
    private const string Listen = """
        body => {
          self.said = [];
          const add = node => { const text = node.textContent?.trim(); if (text) self.said.push(text); };
          new MutationObserver(all => all.forEach(m => m.target.closest?.('[role=log]') && m.addedNodes.forEach(add))).observe(body, { childList: true, subtree: true });
        }
        """;

    public static IEnumerable<object[]> Texts() =>
    [
        ["see https://shop.example/a?b=1&c=(d).", "https://shop.example/a?b=1&c=(d)"],
        ["(http://shop.example/x), or", "http://shop.example/x"],
        ["write to Help.Desk+1@shop.example!", "mailto:Help.Desk+1@shop.example"],
        ["mailto:a@shop.example?subject=b", "mailto:a@shop.example?subject=b"],
        ["call +49 (0)30 123-4567 or", "tel:+49301234567"],
        ["call 030 / 123 45 67.", "tel:0301234567"],
        ["call (555) 123-4567,", "tel:5551234567"],
        ["tel:+15005550006", "tel:+15005550006"],
        ["order 1234567890 of 01/12/2026 10:00, 05-11-2026, at 10.0.0.1 for 0123456789", ""],
        ["javascript:alert(1) data:text/html,x file:///etc/passwd ftp://x.example", ""],
        ["<a href=\"//evil.example\" onclick=\"alert(1)\">press</a>", ""],
        ["two: https://a.example\nand http://b.example", "https://a.example http://b.example"],
    ];

    [SkippableFact]
    public async Task Links_InMessages_OpenInANewTabWithoutOpener_AndNothingElseIsOne()
    {
        var customer = await NewCustomerAsync();
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        await customer.OpenAsync(stack.RelayAddress);
        await customer.StartAsync("Ann");
        var chat = await agent.AcceptAsync();
        var links = customer.Panel.Locator(".webchat__text-content a");
        var texts = Texts().Select(t => ((string)t[0], (string)t[1])).ToList();
        foreach (var (text, _) in texts)
        {
            await agent.SayAsync(chat, text);
        }

        await customer.SayAsync($"mine: {stack.RelayAddress}api/health/live");
        var lines = texts.SelectMany(t => t.Item1.Split('\n')).Append($"mine: {stack.RelayAddress}api/health/live").Order(StringComparer.Ordinal).ToList();
        await Until.IsAsync(customer.TextsAsync, seen => seen.Order(StringComparer.Ordinal).SequenceEqual(lines));
        var expected = texts.SelectMany(t => t.Item2.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Append($"{stack.RelayAddress}api/health/live").Order(StringComparer.Ordinal);
        Assert.Equal(expected, (await links.EvaluateAllAsync<string[]>("all => all.map(a => a.getAttribute('href'))")).Order(StringComparer.Ordinal));
        Assert.All(await links.EvaluateAllAsync<string[]>("all => all.map(a => a.target + ' ' + a.rel)"), a => Assert.Equal("_blank noopener noreferrer", a));
        var opened = await customer.Page.Context.RunAndWaitForPageAsync(() => customer.Panel.GetByRole(AriaRole.Link, new() { Name = "api/health/live" }).ClickAsync());
        await opened.WaitForLoadStateAsync();
        Assert.EndsWith("/api/health/live", opened.Url, StringComparison.Ordinal);
        Assert.True(await opened.EvaluateAsync<bool>("opener === null"));
    }

    [SkippableTheory]
    [InlineData("en", "{0} said: {1}", "Agnes has joined.", "Agnes has left.", "Berta has taken over from Agnes.")]
    [InlineData("de", "{0} schreibt: {1}", "Agnes ist da.", "Agnes ist gegangen.", "Berta übernimmt von Agnes.")]
    public async Task Agents_AreCalledByTheirNames_AndTheirComingAndGoingIsALine(string language, string said, string joined, string left, string transferred)
    {
        var customer = await NewCustomerAsync();
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        using var other = stack.NewAgent("agent2");
        await using var server = await PageServer.StartAsync(Site.Html(Site.Tag(stack, $"data-language={language}")));
        await customer.OpenAsync(server.Address);
        await customer.StartAsync("Ann");
        await customer.Panel.Locator("body").EvaluateAsync(Listen);
        var chat = await agent.AcceptAsync(name: "Agnes");
        await agent.SayAsync(chat, "one");
        await agent.SayAsync(chat, "two");
        await customer.SeesAsync("one", "two");
        await agent.OperateAsync(chat, new { operationName = "Transfer", targetUri = "agent2" });
        await Until.IsAsync(() => LinesAsync(customer), lines => lines.SequenceEqual([joined, left]));
        await other.OperateAsync(chat, new { operationName = "Accept", nickname = "Berta" });
        await other.SayAsync(chat, "three");
        await customer.SeesAsync("one", "two", "three");
        Assert.Equal([joined, left, transferred], await LinesAsync(customer));

        // Seen once for each that speaks, heard with each message: when it comes, and when it is read again.
        Assert.Equal(["Agnes", "Berta"], await customer.Panel.Locator(".who:not(.again)").AllInnerTextsAsync());
        string[] expected = [joined, Said("Agnes", "one"), Said("Agnes", "two"), left, transferred, Said("Berta", "three")];
        var told = await Until.IsAsync(
            () => customer.Panel.Locator("body").EvaluateAsync<string[]>("() => self.said"), all => expected.All(e => all.Any(a => a.Contains(e, StringComparison.Ordinal))));
        Assert.DoesNotContain(told, t => t.Contains("Bot", StringComparison.Ordinal));
        var again = await customer.Panel.Locator(".webchat__basic-transcript__activity-active-descendant").AllTextContentsAsync();
        Assert.All(expected, e => Assert.Contains(again, a => a.Contains(e, StringComparison.Ordinal)));
        Assert.DoesNotContain("Bot", await customer.Panel.Locator("body").EvaluateAsync<string>("b => b.textContent"), StringComparison.Ordinal);

        string Said(string name, string text) => string.Format(System.Globalization.CultureInfo.InvariantCulture, said, name, text);
    }

    [SkippableFact]
    public async Task Languages_HaveEveryTextWithItsValues_InEachPluralForm()
    {
        var page = await browser.NewPageAsync();
        var files = Directory.GetFiles(Languages, "*.json").ToDictionary(f => Path.GetFileNameWithoutExtension(f), f => JsonDocument.Parse(File.ReadAllText(f)).RootElement);
        Assert.Equal(["ar", "cs", "de", "en", "es", "fr", "he", "it", "nl", "pl", "pt", "tr"], files.Keys.Order(StringComparer.Ordinal));
        foreach (var (code, file) in files)
        {
            Assert.Equal(["bubble", "dir", "name", "panel", "webChat"], file.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
            Assert.Equal(code is "ar" or "he" ? "rtl" : "ltr", file.GetProperty("dir").GetString());
            Assert.StartsWith(code + "-", file.GetProperty("webChat").GetString(), StringComparison.Ordinal);
            var categories = await page.EvaluateAsync<string[]>("l => new Intl.PluralRules(l).resolvedOptions().pluralCategories", code);
            foreach (var part in new[] { "bubble", "panel" })
            {
                var (english, texts) = (files["en"].GetProperty(part), file.GetProperty(part));
                Assert.Equal(Keys(english), Keys(texts));
                foreach (var key in Keys(english))
                {
                    var (original, text) = (english.GetProperty(key), texts.GetProperty(key));
                    Assert.True(original.ValueKind == text.ValueKind, $"{code} {key}");
                    if (text.ValueKind == JsonValueKind.Object)
                    {
                        Assert.True(Keys(text).SequenceEqual(categories.Order(StringComparer.Ordinal)), $"{code} {key}: {string.Join(' ', Keys(text))}");
                        Assert.All(text.EnumerateObject(), form => Assert.False(string.IsNullOrWhiteSpace(form.Value.GetString())));
                        Assert.Contains("{count}", text.GetProperty("other").GetString(), StringComparison.Ordinal);
                    }
                    else
                    {
                        Assert.False(string.IsNullOrWhiteSpace(text.GetString()));
                        Assert.True(Values(original).SequenceEqual(Values(text)), $"{code} {key}: {text}");
                    }
                }
            }
        }

        static IReadOnlyList<string> Keys(JsonElement texts) => [.. texts.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)];
        static IEnumerable<string> Values(JsonElement text) => Value().Matches(text.GetString()!).Select(m => m.Value).Order(StringComparer.Ordinal);
    }

    [SkippableFact]
    public async Task Page_InEachLanguage_HasItsPanel_AndFetchesNoOther()
    {
        var stack = await shared.TakeAsync();
        var pages = Directory.GetFiles(Languages, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).ToDictionary(
            code => $"/{code}", code => Site.Html(Site.Tag(stack), attributes: $"lang=\"{code}-XX\""));
        await using var server = await PageServer.StartAsync(Site.Html(Site.Tag(stack), attributes: "lang=\"eo\""), pages: pages);
        foreach (var path in pages.Keys.Append("/"))
        {
            var code = path == "/" ? "en" : path[1..];
            using var file = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Languages, $"{code}.json")));
            var customer = await NewCustomerAsync();
            var fetched = new List<string>();
            customer.Page.Request += (_, request) => fetched.AddRange(LanguageAsset().Matches(request.Url).Select(m => m.Groups[1].Value));
            await customer.OpenAsync(new(server.Address, path));
            var heading = await customer.Panel.GetByRole(AriaRole.Heading).InnerTextAsync();
            Assert.Equal(file.RootElement.GetProperty("panel").GetProperty("title").GetString(), heading);
            Assert.Equal((code, file.RootElement.GetProperty("dir").GetString()), (await AttributeAsync(customer, "lang"), await AttributeAsync(customer, "dir")));
            Assert.Equal(file.RootElement.GetProperty("bubble").GetProperty("close").GetString(), await customer.Bubble.GetAttributeAsync("aria-label"));
            Assert.Equal(code == "en" ? [] : [code], fetched);
            await customer.Page.Context.CloseAsync();
        }
    }

    [SkippableFact]
    public async Task Language_ThatCannotBeFetched_IsEnglish()
    {
        var customer = await NewCustomerAsync();
        var stack = await shared.TakeAsync();
        await using var server = await PageServer.StartAsync(Site.Html(Site.Tag(stack), attributes: "lang=\"ar\""));
        await customer.Page.RouteAsync(LanguageAsset(), route => route.AbortAsync());
        await customer.OpenAsync(server.Address);
        Assert.Equal("Chat with us", await customer.Panel.GetByRole(AriaRole.Heading).InnerTextAsync());
        Assert.Equal("ltr", await AttributeAsync(customer, "dir"));
    }

    [SkippableFact]
    public async Task ArabicPage_FromRightToLeft_HasItsBubbleAtTheLeft_AndAConversation()
    {
        var customer = await NewCustomerAsync(new() { ViewportSize = new() { Width = 1000, Height = 720 } });
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        await using var server = await PageServer.StartAsync(Site.Html($"<h1>أحذية</h1>{Site.Tag(stack)}", attributes: "lang=\"ar\" dir=\"rtl\""));
        await customer.OpenAsync(server.Address);
        await customer.StartAsync("سارة", "مقاس 38");
        var chat = await agent.AcceptAsync("سارة", name: "Agnes");
        await customer.SeesStatusAsync("أنت تتحدث مع \u2068Agnes\u2069.");
        await customer.SayAsync("مرحبا");
        await agent.SayAsync(chat, "أهلا");
        await customer.SeesAsync("مرحبا", "أهلا");
        Assert.Equal(["انضم \u2068Agnes\u2069."], await LinesAsync(customer));
        Assert.True((await customer.Bubble.BoundingBoxAsync())!.X < 100);
        Assert.True((await customer.Page.Locator("#customer-chat iframe").BoundingBoxAsync())!.X < 100);
        Assert.Equal("rtl", await customer.SendBox.EvaluateAsync<string>("e => getComputedStyle(e).direction"));

        // The customer's own words are at the left, the agent's at the right.
        var mine = (await customer.Panel.Locator(".webchat__bubble--from-user").First.BoundingBoxAsync())!;
        var hers = (await customer.Panel.Locator(".webchat__bubble:not(.webchat__bubble--from-user)").First.BoundingBoxAsync())!;
        Assert.True(mine.X + mine.Width < hers.X + hers.Width && mine.X < hers.X);

        // How many are unread, in the plural of two.
        await customer.Bubble.ClickAsync();
        await agent.SayAsync(chat, "1");
        await agent.SayAsync(chat, "2");
        await Until.IsAsync(() => customer.Bubble.GetAttributeAsync("aria-label"), label => label == "فتح الدردشة (رسالتان جديدتان)");
    }

    private static async Task<IReadOnlyList<string>> LinesAsync(WidgetPage customer) => await customer.Panel.Locator(".line").AllInnerTextsAsync();

    private static Task<string?> AttributeAsync(WidgetPage customer, string name) => customer.Panel.Locator("html").GetAttributeAsync(name);

    private async Task<WidgetPage> NewCustomerAsync(BrowserNewContextOptions? options = null) => new(await browser.NewPageAsync(options));

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Value();

    [GeneratedRegex(@"/widget/assets/(\w\w)-[^/]*\.js")]
    private static partial Regex LanguageAsset();
}
