using System.Text.RegularExpressions;
using CustomerChat.EndToEnd.Support;
using Microsoft.Playwright;

namespace CustomerChat.EndToEnd.People;

/// <summary>The widget on pages as sites have them.</summary>
[Collection(Lanes.Widget)]
public partial class SiteTests(BrowserFixture browser, SharedStack shared) : BrowserTest(browser), IClassFixture<SharedStack>
{
    /// <summary>Storage as browsers deny it, in the page and in its frames.</summary>
    private const string DeniedStorage = """
        for (const name of ['localStorage', 'sessionStorage']) {
          Object.defineProperty(window, name, { get() { throw new DOMException('Access is denied for this document.', 'SecurityError'); } });
        }
        """;

    [SkippableFact]
    public async Task Script_ByTemplateAndByTagManager_IsOneBubble()
    {
        var customer = await NewCustomerAsync();
        var stack = await shared.TakeAsync();
        var tag = Site.Tag(stack);
        await using var server = await PageServer.StartAsync(Site.Html($"""
            <script>addEventListener('customer-chat-ready', () => document.body.dataset.ready = Number(document.body.dataset.ready ?? 0) + 1);</script>
            {tag}{tag}
            <script>
              const late = document.createElement('script');
              late.src = '{stack.RelayAddress}widget.js';
              late.dataset.contactCenterId = '{Stack.CenterId}';
              late.onload = () => document.body.dataset.late = 'yes';
              document.head.append(late);
            </script>
            """));
        await customer.OpenAsync(server.Address);
        await customer.Page.Locator("body[data-late=yes]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await customer.Panel.Locator("input[name=name]").WaitForAsync();
        Assert.Equal(1, await customer.Page.Locator("[id=customer-chat]").CountAsync());
        Assert.Equal("1", await customer.Page.Locator("body").GetAttributeAsync("data-ready"));
        Assert.Equal("customer-chat", await customer.Page.EvaluateAsync<string>("[...document.querySelectorAll('[id]')].map(e => e.id).join()"));
    }

    [SkippableFact]
    public async Task Policy_OfTheDocumentation_WithTrustedTypes_IsEnough()
    {
        var customer = await NewCustomerAsync();
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        var policy = DocumentedPolicy(stack);
        Assert.Contains("require-trusted-types-for 'script'", policy, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        await using var server = await PageServer.StartAsync(Site.Html(Site.Tag(stack)), policy);
        var errors = new List<string>();
        customer.Page.PageError += (_, error) => errors.Add(error);
        await customer.Page.AddInitScriptAsync("self.violations = []; document.addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective + ' ' + e.blockedURI));");
        await customer.OpenAsync(server.Address);
        await customer.StartAsync("Ann");
        var chat = await agent.AcceptAsync();
        await customer.SayAsync("behind walls");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.SequenceEqual(["behind walls"]));
        await customer.Panel.Locator(".panel > header button[aria-label=Close]").ClickAsync();
        await agent.SayAsync(chat, "here");
        await Until.IsAsync(() => customer.Page.Locator("#customer-chat .badge").InnerTextAsync(), badge => badge == "1");
        Assert.Equal("rgb(31, 95, 191)", await customer.Bubble.EvaluateAsync<string>("e => getComputedStyle(e).backgroundColor"));
        Assert.Empty(await customer.Page.EvaluateAsync<string[]>("violations"));
        Assert.Empty(errors);
    }

    [SkippableTheory]
    [InlineData("script-src")]
    [InlineData("frame-src")]
    public async Task Policy_WithoutOneOfItsDirectives_RefusesTheWidget(string directive)
    {
        var page = await browser.NewPageAsync();
        var stack = await shared.TakeAsync();
        var policy = string.Join(';', DocumentedPolicy(stack).Split(';').Where(d => !d.TrimStart().StartsWith(directive + " ", StringComparison.Ordinal)));
        await using var server = await PageServer.StartAsync(Site.Html(Site.Tag(stack)), policy);
        await page.AddInitScriptAsync("self.violations = []; document.addEventListener('securitypolicyviolation', e => violations.push(e.effectiveDirective)); addEventListener('customer-chat-ready', e => e.detail.open());");
        await page.GotoAsync(server.Address.ToString());
        await Until.IsAsync(() => page.EvaluateAsync<string[]>("violations"), seen => seen.Any(v => v.StartsWith(directive, StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task Storage_Denied_WidgetWorksForThePagesLife()
    {
        var customer = await NewCustomerAsync();
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        await using var server = await PageServer.StartAsync(Site.Html(Site.Tag(stack)));
        var errors = new List<string>();
        customer.Page.PageError += (_, error) => errors.Add(error);
        await customer.Page.AddInitScriptAsync(DeniedStorage);
        await customer.OpenAsync(server.Address);
        await customer.StartAsync("Ann");
        var chat = await agent.AcceptAsync();
        await customer.SayAsync("without a trace");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.SequenceEqual(["without a trace"]));

        // The panel knows that it is closed: what comes then is unread.
        await customer.Bubble.ClickAsync();
        await Until.IsAsync(() => customer.Bubble.GetAttributeAsync("aria-expanded"), expanded => expanded == "false");
        await agent.SayAsync(chat, "one");
        await agent.SayAsync(chat, "two");
        await Until.IsAsync(() => customer.Page.Locator("#customer-chat .badge").InnerTextAsync(), badge => badge == "2");
        await customer.Bubble.ClickAsync();
        await customer.SeesAsync("without a trace", "one", "two");
        await customer.Page.Locator("#customer-chat .badge").WaitForAsync(new() { State = WaitForSelectorState.Hidden });

        // A frame that is loaded anew gets the session from the script's memory.
        await customer.Page.EvaluateAsync("document.replaceChild(document.documentElement.cloneNode(true), document.documentElement)");
        await customer.SeesAsync("without a trace", "one", "two");
        Assert.Empty(errors);
    }

    [SkippableFact]
    public async Task Turbo_Visits_KeepTheBubbleAndTheRunningChat()
    {
        // The script stands in the body, as templates have it: Turbo runs it again at each visit.
        const string turbo = """<script src="/node_modules/@hotwired/turbo/dist/turbo.es2017-umd.js"></script>""";
        await KeepsTheChatAsync(
            tag => (Site.Html($"""<a href="/other">on</a>{tag}""", turbo), new() { ["/other"] = Site.Html($"""<h1>The other page</h1><a href="/">back</a>{tag}""", turbo) }),
            page => page.GetByText("The other page").WaitForAsync());
    }

    [SkippableFact]
    public async Task Htmx_BoostedLinks_KeepTheBubbleAndTheRunningChat()
    {
        const string htmx = """<script src="/node_modules/htmx.org/dist/htmx.min.js"></script>""";
        await KeepsTheChatAsync(
            tag => (Site.Html($"""<div hx-boost="true"><a href="/other">on</a></div>{tag}""", htmx), new() { ["/other"] = Site.Html("""<h1>The other page</h1><div hx-boost="true"><a href="/">back</a></div>""", htmx) }),
            page => page.GetByText("The other page").WaitForAsync());
    }

    [SkippableFact]
    public async Task React_WithARouter_KeepsTheBubbleAndTheRunningChat()
    {
        // The application renders into the body itself, which empties it first.
        string[] scripts = ["react/umd/react.production.min.js", "react-dom/umd/react-dom.production.min.js", "@remix-run/router/dist/router.umd.min.js", "react-router/dist/umd/react-router.production.min.js", "react-router-dom/dist/umd/react-router-dom.production.min.js"];
        var application = string.Concat(scripts.Select(s => $"""<script src="/node_modules/{s}"></script>""")) + """
            <script>
              const { createElement: e } = React, { BrowserRouter, Routes, Route, Link } = ReactRouterDOM;
              const Home = () => e('main', null, e(Link, { to: '/other' }, 'on'));
              const Other = () => e('main', null, e('h1', null, 'The other page'), e(Link, { to: '/' }, 'back'));
              addEventListener('load', () => ReactDOM.createRoot(document.body).render(e(BrowserRouter, null,
                e(Routes, null, e(Route, { path: '/', element: e(Home) }), e(Route, { path: '/other', element: e(Other) })))));
            </script>
            """;
        await KeepsTheChatAsync(tag => (Site.Html($"<p>Loading</p>{tag}{application}"), []), page => page.GetByText("The other page").WaitForAsync(), everywhere: true);
    }

    /// <summary>A chat is begun on a page, which then goes to another one and back; the frame is the same all the time.</summary>
    private async Task KeepsTheChatAsync(Func<string, (string Html, Dictionary<string, string> Pages)> site, Func<IPage, Task> isThere, bool everywhere = false)
    {
        var customer = await NewCustomerAsync();
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        var (html, pages) = site(Site.Tag(stack));
        await using var server = await PageServer.StartAsync(html, pages: pages, everywhere: everywhere);
        await customer.Page.GotoAsync(server.Address.ToString());
        await customer.Page.GetByRole(AriaRole.Link, new() { Name = "on" }).WaitForAsync();
        await customer.Bubble.ClickAsync();
        await customer.StartAsync("Ann");
        var chat = await agent.AcceptAsync();
        await customer.SayAsync("before");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.SequenceEqual(["before"]));
        await customer.Panel.Locator("body").EvaluateAsync("b => b.dataset.mark = 'the same'");
        await customer.Page.EvaluateAsync("self.mark = 'the same'; self.oldBody = document.body");
        await customer.SendBox.FillAsync("half a sen");

        await customer.Page.GetByRole(AriaRole.Link, new() { Name = "on" }).ClickAsync();
        await isThere(customer.Page);
        Assert.Equal("the same", await customer.Page.EvaluateAsync<string>("self.mark"));
        Assert.Equal("the same", await customer.Panel.Locator("body").GetAttributeAsync("data-mark"));
        Assert.Equal("half a sen", await customer.SendBox.InputValueAsync());
        Assert.Equal(1, await customer.Page.Locator("[id=customer-chat]").CountAsync());
        await agent.SayAsync(chat, "on the way");
        await customer.SeesAsync("before", "on the way");

        await customer.Page.GoBackAsync();
        await customer.Page.GetByRole(AriaRole.Link, new() { Name = "on" }).WaitForAsync();
        Assert.Equal("the same", await customer.Panel.Locator("body").GetAttributeAsync("data-mark"));
        await customer.Bubble.ClickAsync();
        await customer.Bubble.ClickAsync();
        await customer.SayAsync("and back");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.SequenceEqual(["before", "and back"]));
    }

    [SkippableFact]
    public async Task Document_ReplacedAsAWhole_HasTheBubbleAgain_AndTheChatGoesOn()
    {
        var customer = await NewCustomerAsync();
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        await using var server = await PageServer.StartAsync(Site.Html(Site.Tag(stack)));
        await customer.OpenAsync(server.Address);
        await customer.StartAsync("Ann");
        var chat = await agent.AcceptAsync();
        await customer.SayAsync("before");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.SequenceEqual(["before"]));
        for (var i = 0; i < 2; i++)
        {
            await customer.Page.EvaluateAsync("document.replaceChild(new DOMParser().parseFromString('<!doctype html><p>new</p>', 'text/html').documentElement, document.documentElement)");
            await customer.Page.GetByText("new").WaitForAsync();
            await customer.SeesAsync("before");
        }

        await customer.SayAsync("after");
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.SequenceEqual(["before", "after"]));
    }

    /// <summary>The strictest policy of docs/widget.md.</summary>
    private static string DocumentedPolicy(Stack stack)
    {
        var docs = File.ReadAllText(Path.Combine(PageServer.Project, "..", "..", "docs", "widget.md"));
        return PolicyLine().Match(docs).Groups["policy"].Value.Replace("https://your-relay.example", stack.RelayAddress.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^Content-Security-Policy: (?<policy>.+)$", RegexOptions.Multiline)]
    private static partial Regex PolicyLine();

    private async Task<WidgetPage> NewCustomerAsync(BrowserNewContextOptions? options = null) => new(await browser.NewPageAsync(options));
}
