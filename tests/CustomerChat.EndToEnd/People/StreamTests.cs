using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd.People;

/// <summary>Direct Line's streams, over the wire and by its own client in a real browser, as it is without any setting.</summary>
[Collection(Lanes.Crashes)]
public class StreamTests(AzuriteFixture azurite, BrowserFixture browser, SharedStack shared) : BrowserTest(browser), IClassFixture<SharedStack>
{
    private const string Html = """
        <!doctype html><title>Direct Line</title>
        <script src="/node_modules/botframework-directlinejs/dist/directline.js"></script>
        <script>
          const got = window.got = [];
          const sockets = window.sockets = [];
          const Real = window.WebSocket;
          window.WebSocket = class extends Real { constructor(url) { super(url); sockets.push(url); } };
          window.start = domain => {
            window.line = new DirectLine.DirectLine({ domain, secret: 'a-site-secret-of-32-characters-and-more', timeout: 1000 });
            line.activity$.subscribe(activity => got.push(activity));
          };
        </script>
        """ + DirectLineTests.Post;

    [SkippableFact]
    public async Task ItsOwnClient_WithoutASetting_StreamsBothWaysAndOverARestart()
    {
        const int count = 60;
        var page = await browser.NewPageAsync();
        await using var server = await PageServer.StartAsync(Html);
        await using var stack = await Stack.StartAsync(
            azurite, new Dictionary<string, string> { [$"ContactCenters:{Stack.CenterId}:SiteSecrets:0"] = "a-site-secret-of-32-characters-and-more" });
        using var agent = stack.NewAgent();
        await page.GotoAsync(server.Address.ToString());
        await page.EvaluateAsync("domain => window.start(domain)", new Uri(stack.RelayAddress, "/v3/directline").ToString());
        var posting = PostAllAsync();

        // By its words: the client opens a second chat if a busy machine lets it wait too long for the first.
        var chat = await agent.AcceptAsync("Guest", words: "customer 1");
        for (var i = 1; i <= count; i++)
        {
            await agent.SayAsync(chat, $"agent {i}");
            if (i == count / 2)
            {
                await Until.IsAsync(() => TextsAsync("bot"), texts => texts.Length > 0);
                await stack.KillRelayAsync();
                await stack.StartRelayAsync();
            }
        }

        await posting;
        Assert.Equal(Enumerable.Range(1, count).Select(i => $"agent {i}"), await Until.IsAsync(() => TextsAsync("bot"), texts => texts.Length >= count, TimeSpan.FromMinutes(2)));
        Assert.Equal(Enumerable.Range(1, count).Select(i => $"customer {i}"), await Until.IsAsync(() => TextsAsync("user"), texts => texts.Length >= count));
        Assert.Equal(count, (await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count >= count)).Count);

        // It was the stream: one before the restart, at least one after it, and never a poll.
        Assert.True((await page.EvaluateAsync<string[]>("() => window.sockets")).Length >= 2);
        Assert.Empty(await page.EvaluateAsync<string[]>("() => performance.getEntriesByType('resource').map(e => e.name).filter(n => n.includes('/activities?'))"));

        // By their ids: the client hands the activities of a set to the page one timer after the other, so a large set and the next one can mix on a busy machine.
        Task<string[]> TextsAsync(string role) => page.EvaluateAsync<string[]>(
            "role => window.got.filter(a => a.from.role === role && a.type === 'message').sort((a, b) => a.id < b.id ? -1 : 1).map(a => a.text)", role);

        async Task PostAllAsync()
        {
            for (var i = 1; i <= count; i++)
            {
                await page.EvaluateAsync("text => window.post(text)", $"customer {i}");
            }
        }
    }

    /// <summary>Web Chat's own bundle, unchanged, as its documentation embeds it.</summary>
    private const string WebChatHtml = """
        <!doctype html><title>Web Chat</title>
        <script src="/node_modules/botframework-webchat/dist/webchat.js"></script>
        <div id="webchat" style="height: 500px"></div>
        <script>
          window.start = (domain, token, options) =>
            WebChat.renderWebChat({ directLine: WebChat.createDirectLine({ domain, token, ...options }), userID: 'u1' }, document.getElementById('webchat'));
        </script>
        """;

    [SkippableTheory]
    [InlineData("{}")]
    [InlineData("""{"webSocket":false}""")]
    public async Task WebChat_AsItIs_TalksAndShowsNothingWrongAtTheEnd(string options)
    {
        var page = await browser.NewPageAsync();
        await using var server = await PageServer.StartAsync(WebChatHtml);
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        using var http = new HttpClient { DefaultRequestHeaders = { { "ContactCenterId", Stack.CenterId } } };
        var token = (string)(await PostAsync(http, new(stack.RelayAddress, "/v3/directline/tokens/generate"), new { user = new { id = "u1", name = "Ann" } }))["token"]!;
        await page.GotoAsync(server.Address.ToString());
        await page.EvaluateAsync(
            "a => window.start(a.domain, a.token, JSON.parse(a.options))", new { domain = new Uri(stack.RelayAddress, "/v3/directline").ToString(), token, options });
        var chat = await agent.AcceptAsync();
        var box = page.Locator("[data-id='webchat-sendbox-input']");
        await box.FillAsync("Do you have these in 38?");
        await box.PressAsync("Enter");
        Assert.Equal(["Do you have these in 38?"], await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count > 0));
        await agent.SayAsync(chat, "We do.");
        await agent.OperateAsync(chat, new { operationName = "Complete" });

        await Until.IsAsync(BubblesAsync, bubbles => bubbles.Any(b => b.Contains("The chat has ended.", StringComparison.Ordinal)));
        Assert.Equal(["Do you have these in 38?", "We do.", "The chat has ended."], await BubblesAsync());
        Assert.Equal(0, await page.GetByText("Error").CountAsync());

        async Task<string[]> BubblesAsync() => [.. (await page.Locator(".webchat__bubble__content").AllInnerTextsAsync()).Select(t => t.Trim())];
    }

    [Fact]
    public async Task Stream_FromAWatermark_GivesWhatFollowsItAndWhatComes_ToAnyHost()
    {
        await using var stack = await Stack.StartAsync(azurite);
        using var agent = stack.NewAgent();
        using var http = new HttpClient { DefaultRequestHeaders = { { "ContactCenterId", Stack.CenterId } } };
        var opened = await PostAsync(http, new(stack.RelayAddress, "/v3/directline/conversations"), new { user = new { id = "u1", name = "Ann" } });
        var id = (string)opened["conversationId"]!;
        var chat = await agent.AcceptAsync();
        using var first = await OpenAsync((string)opened["streamUrl"]!);
        await agent.SayAsync(chat, "one");
        var (texts, watermark) = await first.UntilAsync("one");
        Assert.Contains("one", texts);

        // Another host on the same storage, which runs no turns.
        var (second, address) = await stack.StartSecondRelayAsync();
        await using var __ = second;
        var again = await GetAsync(http, new(address, $"/v3/directline/conversations/{id}?watermark={watermark}"));
        using var elsewhere = await OpenAsync((string)again["streamUrl"]!);
        await agent.SayAsync(chat, "two");
        Assert.Equal(["two"], (await elsewhere.UntilAsync("two")).Texts);
        Assert.Equal(["two"], (await first.UntilAsync("two")).Texts);

        // Told to stop, the host says so: clients connect again at once.
        second.Stop();
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await elsewhere.EndAsync());
        await second.WaitForExitAsync();

        await agent.OperateAsync(chat, new { operationName = "Complete" });
        Assert.Contains("endOfConversation", (await first.UntilAsync("endOfConversation")).Texts);
    }

    [Fact]
    public async Task Stream_WithoutItsToken_OrTooManyOfOneChat_IsRefused()
    {
        var stack = await shared.TakeAsync();
        using var http = new HttpClient { DefaultRequestHeaders = { { "ContactCenterId", Stack.CenterId } } };
        var opened = await PostAsync(http, new(stack.RelayAddress, "/v3/directline/conversations"), new { });
        var other = await PostAsync(http, new(stack.RelayAddress, "/v3/directline/conversations"), new { });
        var (url, id) = ((string)opened["streamUrl"]!, (string)opened["conversationId"]!);
        Assert.StartsWith("ws://127.0.0.1", url, StringComparison.Ordinal);
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        Assert.StartsWith("wss://", (string)(await GetAsync(http, new(stack.RelayAddress, $"/v3/directline/conversations/{id}")))["streamUrl"]!, StringComparison.Ordinal);

        Assert.Equal(403, await RefusalAsync(url[..url.IndexOf('?', StringComparison.Ordinal)]));
        Assert.Equal(403, await RefusalAsync(url.Replace("&t=", "&t=x", StringComparison.Ordinal)));
        Assert.Equal(403, await RefusalAsync(url.Replace(id, (string)other["conversationId"]!, StringComparison.Ordinal)));

        // Neither token does the other's work.
        Assert.Equal(403, await RefusalAsync(url[..(url.IndexOf("&t=", StringComparison.Ordinal) + 3)] + opened["token"]));
        using var asBearer = new HttpRequestMessage(HttpMethod.Get, new Uri(stack.RelayAddress, $"/v3/directline/conversations/{id}/activities"));
        asBearer.Headers.Authorization = new("Bearer", url[(url.IndexOf("&t=", StringComparison.Ordinal) + 3)..]);
        using var answer = await http.SendAsync(asBearer);
        Assert.Equal(403, (int)answer.StatusCode);

        var streams = new List<StreamClient>();
        for (var i = 0; i < 8; i++)
        {
            streams.Add(await OpenAsync(url));
        }

        Assert.Equal(429, await RefusalAsync(url));
        await streams[0].CloseAsync();
        streams.Add(await Until.IsAsync(async () => await RefusalAsync(url) is null, isOpen => isOpen) ? await OpenAsync(url) : throw new InvalidOperationException());
        streams.ForEach(s => s.Dispose());
    }

    private static async Task<JsonNode> PostAsync(HttpClient http, Uri address, object body)
    {
        using var response = await http.PostAsJsonAsync(address, body);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static async Task<JsonNode> GetAsync(HttpClient http, Uri address) => JsonNode.Parse(await http.GetStringAsync(address))!;

    /// <summary>The status of a handshake that was refused; null = it was not.</summary>
    private static async Task<int?> RefusalAsync(string url)
    {
        using var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
        try
        {
            await socket.ConnectAsync(new Uri(url), default);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
            return null;
        }
        catch (WebSocketException)
        {
            return (int)socket.HttpStatusCode;
        }
    }

    private static async Task<StreamClient> OpenAsync(string url)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(url), default);
        return new(socket);
    }

    /// <summary>A client that reads sets of activities.</summary>
    private sealed class StreamClient(ClientWebSocket socket) : IDisposable
    {
        /// <summary>Reads until a text, or an activity of a type; returns what was read and the last watermark.</summary>
        public async Task<(IReadOnlyList<string> Texts, string Watermark)> UntilAsync(string last)
        {
            using var limit = new CancellationTokenSource(Until.Limit);
            var texts = new List<string>();
            while (true)
            {
                var set = JsonNode.Parse(await ReadAsync(limit.Token) ?? throw new InvalidOperationException("It was closed."))!;
                texts.AddRange(set["activities"]!.AsArray().Where(a => (string)a!["type"]! is "message" or "endOfConversation").Select(a => (string?)a!["text"] ?? (string)a["type"]!));
                if (texts.Contains(last))
                {
                    return (texts, (string)set["watermark"]!);
                }
            }
        }

        /// <summary>Reads to its end.</summary>
        public async Task<WebSocketCloseStatus?> EndAsync()
        {
            using var limit = new CancellationTokenSource(Until.Limit);
            while (await ReadAsync(limit.Token) is not null)
            {
            }

            return socket.CloseStatus;
        }

        public async Task CloseAsync()
        {
            using var limit = new CancellationTokenSource(Until.Limit);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        }

        public void Dispose() => socket.Dispose();

        private async Task<string?> ReadAsync(CancellationToken cancellationToken)
        {
            using var message = new MemoryStream();
            var buffer = new byte[16_384];
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer, cancellationToken);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                    return null;
                }

                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    return Encoding.UTF8.GetString(message.ToArray());
                }
            }
        }
    }
}
