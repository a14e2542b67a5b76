using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd.People;

/// <summary>The Direct Line endpoint over the wire, and by its own client from npm in a real browser.</summary>
[Collection(Lanes.Operators)]
public class DirectLineTests(AzuriteFixture azurite, BrowserFixture browser, SharedStack shared) : BrowserTest(browser), IClassFixture<SharedStack>
{
    private const string SiteSecret = "a-site-secret-of-32-characters-and-more";

    /// <summary>Posts by the client in <c>line</c> until the message is taken, always under the same id.</summary>
    internal const string Post = """
        <script>
          window.post = async text => {
            for (let attempt = 0; attempt < 100; attempt++) {
              const id = await new Promise(resolve => line.postActivity({ type: 'message', text, from: { id: 'me' }, channelData: { clientActivityID: text } })
                .subscribe(resolve, () => resolve('retry')));
              if (id !== 'retry') return id;
              await new Promise(resolve => setTimeout(resolve, 200));
            }
            throw new Error('never taken');
          };
        </script>
        """;

    /// <summary>botframework-directlinejs, unchanged. Its polling ends with the first poll that fails: then a client makes a new one, with the watermark.</summary>
    private const string Html = """
        <!doctype html><title>Direct Line</title>
        <script src="/node_modules/botframework-directlinejs/dist/directline.js"></script>
        <script>
          const got = window.got = [];
          let line;
          function connect(options) {
            line = new DirectLine.DirectLine({ ...options, webSocket: false, timeout: 2000 });
            line.activity$.subscribe(activity => got.push(activity));
          }
          // A failed poll is the last one, and nobody is told: seen from outside.
          const open = XMLHttpRequest.prototype.open;
          XMLHttpRequest.prototype.open = function (method, url, ...more) {
            if (method === 'GET' && url.includes('/activities?')) {
              this.addEventListener('loadend', () => {
                if (this.status !== 0 && this.status < 500) return;
                const { token, conversationId, watermark, domain } = line;
                setTimeout(() => connect({ token, conversationId, watermark, domain }), 300);
              });
            }
            return open.call(this, method, url, ...more);
          };
          window.start = (domain, token) => connect({ domain, token });
          window.startBySecret = (domain, secret) => connect({ domain, secret });
        </script>
        """ + Post;

    [SkippableFact]
    public async Task ItsOwnClient_200ActivitiesEachWayWithARestart_HasAllOnceInOrder()
    {
        const int count = 200;
        var page = await browser.NewPageAsync();
        await using var server = await PageServer.StartAsync(Html);
        await using var stack = await Stack.StartAsync(azurite);
        using var agent = stack.NewAgent();
        using var client = new Client(stack.RelayAddress);
        var token = (string)(await client.PostAsync("tokens/generate", new { user = new { id = "me", name = "Ann" } })).Body["token"]!;
        await page.GotoAsync(server.Address.ToString());
        await page.EvaluateAsync("a => window.start(a.domain, a.token)", new { domain = new Uri(stack.RelayAddress, "/v3/directline").ToString(), token });
        var chat = await agent.AcceptAsync();

        var customers = Enumerable.Range(1, count).Select(i => $"customer {i}").ToList();
        var agents = Enumerable.Range(1, count).Select(i => $"agent {i}").ToList();
        var posting = PostAllAsync();
        var answering = AnswerAllAsync();
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count > count / 4);
        await stack.KillRelayAsync();
        await stack.StartRelayAsync();
        var ids = await posting;
        await answering;

        await Until.IsAsync(async () => (await page.EvaluateAsync<int>("() => window.got.filter(a => a.type === 'message').length")), got => got >= 2 * count, TimeSpan.FromMinutes(2));
        Assert.Equal(agents, await TextsAsync("bot"));
        Assert.Equal(customers, await TextsAsync("user"));
        Assert.Equal(ids, await page.EvaluateAsync<string[]>("() => window.got.filter(a => a.from.role === 'user' && a.type === 'message').map(a => a.id).sort()"));
        Assert.Equal(customers, await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count >= count));

        // By their ids: the client hands the activities of a set to the page one timer after the other, so a large set and the next one can mix on a busy machine.
        Task<string[]> TextsAsync(string role) => page.EvaluateAsync<string[]>(
            "role => window.got.filter(a => a.from.role === role && a.type === 'message').sort((a, b) => a.id < b.id ? -1 : 1).map(a => a.text)", role);

        async Task<List<string>> PostAllAsync()
        {
            var posted = new List<string>();
            foreach (var text in customers)
            {
                posted.Add(await page.EvaluateAsync<string>("text => window.post(text)", text));
            }

            return posted;
        }

        async Task AnswerAllAsync()
        {
            foreach (var text in agents)
            {
                await agent.SayAsync(chat, text);
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Conversation_OpenedTwiceWithOneToken_IsOneChat_AndAMessageSentTwiceIsOne()
    {
        var stack = await shared.TakeAsync();
        using var client = new Client(stack.RelayAddress);
        using var agent = stack.NewAgent();
        var generated = (await client.PostAsync("tokens/generate", new { user = new { id = "u1", name = "Ann" } })).Body;
        Assert.Equal(1_800, (int)generated["expires_in"]!);
        client.Token = (string)generated["token"]!;
        var start = new { user = new { id = "u1", name = "Ann" }, channelData = new { subject = "shoes", userData = new { page = "https://shop.example/" } } };
        var opened = await client.PostAsync("conversations", start);
        var again = await client.PostAsync("conversations", start);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (opened.Status, again.Status));
        var id = (string)opened.Body["conversationId"]!;
        Assert.Equal(id, (string)again.Body["conversationId"]!);
        Assert.Equal(id, (string)generated["conversationId"]!);
        Assert.Null(generated["streamUrl"]);
        Assert.Contains($"/conversations/{id}/stream?", (string)opened.Body["streamUrl"]!, StringComparison.Ordinal);

        var message = new { type = "message", text = "hello", channelData = new { clientActivityID = "c1" } };
        var first = await client.PostAsync($"conversations/{id}/activities", message);
        var second = await client.PostAsync($"conversations/{id}/activities", message);
        Assert.Equal((string)first.Body["id"]!, (string)second.Body["id"]!);
        var chat = await agent.AcceptAsync();
        await agent.SayAsync(chat, "there?");
        await client.PostAsync($"conversations/{id}/activities", new { type = "typing" });
        var all = await Until.IsAsync(() => client.ActivitiesAsync(id, ""), got => got.Activities.Any(a => a.EndsWith("there?", StringComparison.Ordinal)));
        Assert.Equal(["message user hello", "event user participantJoined", "event bot participantJoined", "message bot there?"], all.Activities);
        Assert.Equal(["hello"], await agent.TextsAsync(chat));

        // The watermark: repeated it gives the same, followed it gives nothing twice.
        Assert.Equal(all.Activities, (await client.ActivitiesAsync(id, "")).Activities);
        Assert.Empty((await client.ActivitiesAsync(id, all.Watermark)).Activities);
        await client.PostAsync($"conversations/{id}/activities", new { type = "endOfConversation" });
        var ended = await Until.IsAsync(() => client.ActivitiesAsync(id, all.Watermark), got => got.Activities.Contains("endOfConversation channel"));
        Assert.DoesNotContain("endOfConversation channel", (await client.ActivitiesAsync(id, ended.Watermark)).Activities);
        var late = await client.PostAsync($"conversations/{id}/activities", message with { text = "too late", channelData = new { clientActivityID = "c2" } });
        Assert.Equal((HttpStatusCode.Conflict, "ConversationEnded"), (late.Status, (string)late.Body["error"]!["code"]!));
    }

    [SkippableFact]
    public async Task ItsOwnClient_WithASitesSecret_TalksAsWithAToken()
    {
        var page = await browser.NewPageAsync();
        await using var server = await PageServer.StartAsync(Html);
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string> { [$"ContactCenters:{Stack.CenterId}:SiteSecrets:0"] = SiteSecret });
        using var agent = stack.NewAgent();
        await page.GotoAsync(server.Address.ToString());
        await page.EvaluateAsync("a => window.startBySecret(a.domain, a.secret)", new { domain = new Uri(stack.RelayAddress, "/v3/directline").ToString(), secret = SiteSecret });
        var chat = await agent.AcceptAsync("Guest");
        await page.EvaluateAsync("() => window.post('hello')");
        await agent.SayAsync(chat, "We do.");

        Assert.Equal(["hello"], await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 1));
        await Until.IsAsync(
            () => page.EvaluateAsync<string[]>("() => window.got.filter(a => a.type === 'message').map(a => a.text)"), texts => texts.Order().SequenceEqual(["We do.", "hello"]));
    }

    [Fact]
    public async Task Errors_All_HaveDirectLinesShape()
    {
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string> { [$"ContactCenters:{Stack.CenterId}:SiteSecrets:0"] = SiteSecret });
        using var client = new Client(stack.RelayAddress);
        var opened = (await client.PostAsync("conversations", new { })).Body;
        var (id, token) = ((string)opened["conversationId"]!, (string)opened["token"]!);
        var other = (string)(await client.PostAsync("conversations", new { })).Body["conversationId"]!;

        client.Center = null;
        await AssertAsync(401, "Unauthorized", HttpMethod.Post, "tokens/generate", null, "{}");
        await AssertAsync(401, "Unauthorized", HttpMethod.Get, $"conversations/{id}/activities", null);
        await AssertAsync(403, "TokenExpired", HttpMethod.Get, $"conversations/{id}/activities", "made up");
        await AssertAsync(403, "TokenExpired", HttpMethod.Get, $"conversations/{id}/activities", SiteSecret[..^1]);
        await AssertAsync(403, "TokenExpired", HttpMethod.Get, $"conversations/{other}/activities", token);
        await AssertAsync(403, "TokenExpired", HttpMethod.Post, $"conversations/{other}/activities", token, """{"type":"message","text":"x"}""");
        await AssertAsync(400, "BadArgument", HttpMethod.Get, $"conversations/{id}/activities?watermark=x", token);
        await AssertAsync(400, "MissingProperty", HttpMethod.Post, $"conversations/{id}/activities", token, "not json");
        await AssertAsync(400, "MissingProperty", HttpMethod.Post, $"conversations/{id}/activities", token, """{"type":"message"}""");
        await AssertAsync(400, "BadArgument", HttpMethod.Post, $"conversations/{id}/activities", token, """{"type":"dance"}""");
        await AssertAsync(400, "BadArgument", HttpMethod.Post, $"conversations/{id}/activities", token, $$"""{"type":"message","text":"{{new string('x', 4_097)}}"}""");
        await AssertAsync(413, "MessageSizeTooBig", HttpMethod.Post, $"conversations/{id}/activities", token, new string(' ', 70_000));
        await AssertAsync(415, "UnsupportedMediaType", HttpMethod.Post, $"conversations/{id}/upload", token, "#!/bin/sh");
        await AssertAsync(415, "UnsupportedMediaType", HttpMethod.Post, $"conversations/{id}/activities", token, """{"type":"message","attachments":[{"contentUrl":"http://127.0.0.1/"}]}""");
        await AssertAsync(404, "NotFound", HttpMethod.Get, $"conversations/{id}/stream", token);
        await AssertAsync(404, "NotFound", HttpMethod.Get, "session/getsessionid", token);
        await AssertAsync(405, "MethodNotAllowed", HttpMethod.Delete, $"conversations/{id}/activities", token);

        await AssertAsync(400, "BadArgument", HttpMethod.Get, $"conversations/{id}/activities?watermark=9999", token);

        // A site's secret is good for every conversation of its contact centre, and for no other; JSON needs no type.
        client.Token = SiteSecret;
        var untyped = new StringContent("""{"type":"message","from":{"id":"u"},"text":"hi"}""") { Headers = { ContentType = null } };
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(HttpMethod.Post, $"conversations/{id}/activities", untyped)).Status);
        Assert.Contains((await client.GetAsync($"conversations/{id}/activities")).Body["activities"]!.AsArray(), a => (string?)a!["text"] == "hi");
        await AssertAsync(404, "NotFound", HttpMethod.Get, $"conversations/{Guid.NewGuid():D}/activities", SiteSecret);

        // A token of a conversation that was never opened; a site's secret in place of the header; a token refreshed.
        client.Token = SiteSecret;
        var unopened = (await client.PostAsync("tokens/generate", new { })).Body;
        await AssertAsync(404, "NotFound", HttpMethod.Get, $"conversations/{unopened["conversationId"]}/activities", (string)unopened["token"]!);
        client.Token = SiteSecret;
        Assert.Equal(id, (string)(await client.GetAsync($"conversations/{id}")).Body["conversationId"]!);
        client.Token = token;
        var refreshed = await client.PostAsync("tokens/refresh", new { });
        Assert.Equal(id, (string)refreshed.Body["conversationId"]!);
        Assert.NotEqual(token, (string)refreshed.Body["token"]!);

        // Reconnecting asks for the id and its own contact centre.
        (client.Token, client.Center) = (null, "other");
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"conversations/{id}")).Status);
        client.Center = Stack.CenterId;
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"conversations/{id}")).Status);

        async Task AssertAsync(int status, string code, HttpMethod method, string path, string? bearer, string? body = null)
        {
            client.Token = bearer;
            var (given, reply) = await client.SendAsync(method, path, body is null ? null : new StringContent(body, new MediaTypeHeaderValue("application/json")));
            Assert.Equal((status, code), ((int)given, (string?)reply["error"]?["code"]));
            Assert.Equal(["code", "message"], reply["error"]!.AsObject().Select(p => p.Key));
        }
    }

    [Fact]
    public async Task Token_OfOneHost_IsGoodAtAnother_AndAfterARestart()
    {
        await using var stack = await Stack.StartAsync(azurite);
        using var client = new Client(stack.RelayAddress);
        var opened = (await client.PostAsync("conversations", new { })).Body;
        var (second, address) = await stack.StartSecondRelayAsync();
        await using (second)
        {
            using var there = new Client(address) { Token = (string)opened["token"]! };
            Assert.Equal(HttpStatusCode.OK, (await there.GetAsync($"conversations/{opened["conversationId"]}/activities")).Status);
        }

        await stack.KillRelayAsync();
        await stack.StartRelayAsync();
        client.Token = (string)opened["token"]!;
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"conversations/{opened["conversationId"]}/activities")).Status);
    }

    private sealed class Client(Uri relay) : IDisposable
    {
        private readonly HttpClient _http = new() { BaseAddress = new Uri(relay, "/v3/directline/") };

        public string? Token { get; set; }

        public string? Center { get; set; } = Stack.CenterId;

        public Task<(HttpStatusCode Status, JsonNode Body)> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

        public Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body));

        /// <summary>Activities as <c>type role text-or-name</c>.</summary>
        public async Task<(IReadOnlyList<string> Activities, string Watermark)> ActivitiesAsync(string id, string watermark)
        {
            var (_, body) = await GetAsync($"conversations/{id}/activities?watermark={watermark}");
            return ([.. body["activities"]!.AsArray().Select(a => $"{a!["type"]} {a["from"]!["role"]} {a["text"] ?? a["name"]}".TrimEnd())], (string)body["watermark"]!);
        }

        public async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpMethod method, string path, HttpContent? content)
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            if (Token is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
            }

            if (Center is not null)
            {
                request.Headers.Add("ContactCenterId", Center);
            }

            using var response = await _http.SendAsync(request);
            return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
        }

        public void Dispose() => _http.Dispose();
    }
}
