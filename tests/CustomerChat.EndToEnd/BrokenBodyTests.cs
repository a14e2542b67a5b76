using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd;

/// <summary>Bodies that HTTP itself finds fault with, at every route that reads one: the caller's fault, and no error of the relay's.</summary>
[Collection(Lanes.Crashes)]
public class BrokenBodyTests(AzuriteFixture azurite)
{
    private const string Chunked = "Transfer-Encoding: chunked\r\n\r\n";

    // A webhook's body is read only when its signature could be one.
    private static readonly string Twilio = $"X-Twilio-Signature: {Convert.ToBase64String(new byte[20])}\r\n";
    private static readonly string Meta = $"X-Hub-Signature-256: sha256={new string('0', 64)}\r\n";

    [Fact]
    public async Task Body_MalformedOrStalled_Is400Or408AtEveryRoute_AndOneLineAtDebug()
    {
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string>(Provider.Settings(api.Address))
        {
            ["Logging:LogLevel:CustomerChat"] = "Debug",
            ["Ops:Key"] = new string('k', 40),
        });
        using var customer = stack.NewCustomer();
        await customer.OpenAsync();
        var (conversation, token) = await ConversationAsync(stack.RelayAddress);
        (string Path, string Headers)[] routes =
        [
            ("/api/v2/chats", ""), (customer.Path, ""), ("/v3/directline/tokens/generate", ""), ("/v3/directline/conversations", ""),
            ($"/v3/directline/conversations/{conversation}/activities", $"Authorization: Bearer {token}\r\n"),
            ("/api/channels/sms/main", Twilio), ("/api/channels/sms/main/status", Twilio), ("/api/channels/whatsapp/main", Meta), ("/api/channels/messenger/main", Meta),
            ("/api/channels/telegram/main", $"X-Telegram-Bot-Api-Secret-Token: {Provider.Secret}\r\n"), ("/api/channels/webhook/main", Webhook()),
            ("/api/ops/find", $"x-functions-key: {new string('k', 40)}\r\n"), ("/api/ops/erase", $"x-functions-key: {new string('k', 40)}\r\n"),
        ];
        (string Body, int Status)[] bodies =
        [
            (Chunked + "ZZ\r\n", 400), (Chunked + "5\r\nhelloXX\r\n", 400), (Chunked + "5\r\nhel", 408), ("Content-Length: 50\r\n\r\n{", 408),
        ];

        // All at once: a stall takes as long as the server waits.
        await Task.WhenAll(routes.SelectMany(route => bodies.Select(async body =>
            Assert.Equal(($"{route.Path} {body.Body}", body.Status), ($"{route.Path} {body.Body}", await StatusAsync(stack.RelayAddress, route.Path, route.Headers, body.Body))))));

        // A client that goes away in the middle is nobody's fault. It goes when the relay has asked for the body: earlier, there would be no request.
        foreach (var (path, headers) in routes)
        {
            using var client = await SendAsync(stack.RelayAddress, path, headers, "Expect: 100-continue\r\nContent-Length: 50\r\n\r\n");
            using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
            Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync().WaitAsync(Until.Limit));
            await client.GetStream().WriteAsync("{"u8.ToArray());
            client.LingerState = new LingerOption(true, 0);
        }

        await Until.IsAsync(() => Task.FromResult(Lines(stack.Relay.Log, "body could not be read")), lines => lines >= routes.Length * (bodies.Length + 1));
        Assert.Equal(routes.Length * (bodies.Length + 1), Lines(stack.Relay.Log, "body could not be read"));
        Assert.Equal(0, Lines(stack.Relay.Log, "fail:"));
        Assert.Equal(0, Lines(stack.Relay.Log, "   at "));
    }

    private static string Webhook() =>
        $"webhook-id: msg_1\r\nwebhook-timestamp: {TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}\r\nwebhook-signature: v1,{Convert.ToBase64String(new byte[32])}\r\n";

    private static int Lines(string log, string with) => log.Split('\n').Count(l => l.Contains(with, StringComparison.Ordinal));

    private static async Task<(string Conversation, string Token)> ConversationAsync(Uri relay)
    {
        using var http = new HttpClient { BaseAddress = relay, DefaultRequestHeaders = { { "ContactCenterId", Stack.CenterId } } };
        using var response = await http.PostAsync("/v3/directline/conversations", null);
        var body = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        return ((string)body["conversationId"]!, (string)body["token"]!);
    }

    private static async Task<int> StatusAsync(Uri relay, string path, string headers, string body)
    {
        using var client = await SendAsync(relay, path, headers, body);
        using var reader = new StreamReader(client.GetStream());
        var line = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return int.Parse(line!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<TcpClient> SendAsync(Uri relay, string path, string headers, string body)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, relay.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: relay\r\nContactCenterId: {Stack.CenterId}\r\nContent-Type: application/json\r\n{headers}{body}"));
        return client;
    }
}
