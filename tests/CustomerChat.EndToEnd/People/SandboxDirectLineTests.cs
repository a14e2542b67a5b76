using CustomerChat.EndToEnd.Support;
using CustomerChat.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace CustomerChat.EndToEnd.People;

/// <summary>The sandbox's Direct Line beside Direct Line's own client from npm, unchanged, in a browser: the client was written for the real service.</summary>
[Collection(Lanes.Failures)]
public class SandboxDirectLineTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const string Password = "sandbox-tests";

    private const string Html = """
        <!doctype html><title>Direct Line</title>
        <script src="/node_modules/botframework-directlinejs/dist/directline.js"></script>
        <script>
          const got = [], states = [];
          let line;
          window.read = () => got.map(a => [a.type, a.from.role, a.text ?? a.name ?? ''].join(' ').trim());
          window.states = () => states;
          window.start = options => {
            line = new DirectLine.DirectLine({ ...options, webSocket: false, pollingInterval: 200 });
            line.connectionStatus$.subscribe(state => states.push(state));
            line.activity$.subscribe(activity => got.push(activity));
          };
          const result = call => new Promise((resolve, reject) => call.subscribe(resolve, reject));
          window.post = text => result(line.postActivity({ type: 'message', text, from: { id: 'dl_me', name: 'Ann' } }));
          window.upload = () => result(line.postActivity({
            type: 'message', from: { id: 'dl_me' }, text: 'see',
            attachments: [{ contentType: 'text/plain', name: 'note.txt', contentUrl: URL.createObjectURL(new Blob(['hello'], { type: 'text/plain' })) }],
          }));
        </script>
        """;

    [SkippableFact]
    public async Task ItsOwnClient_TalksWithTheBot_UntilBye()
    {
        var page = await browser.NewPageAsync();
        await using var server = await PageServer.StartAsync(Html);
        await using var sandbox = await StartAsync();
        await page.GotoAsync(server.Address.ToString());
        await page.EvaluateAsync("a => window.start(a)", new { domain = Domain(sandbox), secret = SandboxOptions.DefaultBotSecret });

        await page.EvaluateAsync("() => window.post('Hi')");
        await page.EvaluateAsync("() => window.post('an agent, please')");
        await page.EvaluateAsync("() => window.post('bye')");
        string[] expected =
        [
            "endOfConversation bot", "event bot handoff.initiate", "message bot Goodbye.", "message bot Hello, I am a bot. How can I help you?",
            "message bot One moment, I am looking for an agent.", "message bot You said: Hi", "message user Hi", "message user an agent, please", "message user bye",
        ];
        Assert.Equal(expected, (await Until.IsAsync(() => ReadAsync(page), got => got.Length >= expected.Length)).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task ItsOwnClient_TalksWithAnAgent_AndSendsAFile()
    {
        var page = await browser.NewPageAsync();
        await using var server = await PageServer.StartAsync(Html);
        await using var sandbox = await StartAsync();
        using var agent = new AgentDriver(new Uri(sandbox.Urls.First()), "agent1", Password);
        await page.GotoAsync(server.Address.ToString());
        await page.EvaluateAsync("a => window.start(a)", new { domain = Domain(sandbox), secret = SandboxOptions.DefaultDirectLineSecret });
        await page.EvaluateAsync("() => window.post('hello')");
        var chat = await agent.AcceptAsync();
        await agent.SayAsync(chat, "Good morning.");
        await page.EvaluateAsync("() => window.upload()");
        await agent.OperateAsync(chat, new { operationName = "Complete" });

        string[] expected = ["endOfConversation bot", "event bot handoff.status", "message bot Good morning.", "message user hello", "message user see"];
        Assert.Equal(expected, (await Until.IsAsync(() => ReadAsync(page), got => got.Length >= expected.Length)).Order(StringComparer.Ordinal));
        Assert.Equal(["hello", "see"], await agent.TextsAsync(chat));
        Assert.DoesNotContain(3, await page.EvaluateAsync<int[]>("() => window.states()"));
    }

    private static Task<string[]> ReadAsync(Microsoft.Playwright.IPage page) => page.EvaluateAsync<string[]>("() => window.read()");

    private static string Domain(WebApplication sandbox) => new Uri(new Uri(sandbox.Urls.First()), "/v3/directline").ToString();

    private static async Task<WebApplication> StartAsync()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Sandbox:Urls", "http://127.0.0.1:0"), new("Sandbox:Agents:agent1", Password)]).Build();
        var sandbox = SandboxServer.Build([], settings);
        await sandbox.StartAsync();
        return sandbox;
    }
}
