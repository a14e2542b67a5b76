using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd;

/// <summary>The error table of the Customer Chat API's page, line by line, over the wire.</summary>
[Collection(Lanes.Operators)]
public class ErrorTableTests(AzuriteFixture azurite, SharedStack shared) : IClassFixture<SharedStack>
{
    private const string Open = """{"operationName":"RequestChat","nickname":"Ann","subject":"s"}""";
    private const string Say = """{"operationName":"SendMessage","text":"x"}""";

    [Fact]
    public async Task EveryBadRequest_OfTheTable_GetsItsCodesAndChangesNothing()
    {
        var stack = await shared.TakeAsync();
        using var http = new HttpClient { BaseAddress = stack.RelayAddress };
        using var customer = stack.NewCustomer();
        using var stranger = stack.NewCustomer(centerId: "other");
        await customer.OpenAsync();
        await stranger.OpenAsync("Stranger");
        var (mine, theirs) = (customer.Path, stranger.Path);
        var unknown = "/api/v2/me/chat/00000000-0000-4000-8000-000000000000";
        var before = await customer.MessagesAsync();

        async Task Expect(int status, int code, string method, string path, string? body = null, string? center = Stack.CenterId,
            string type = "application/json", string? authorization = null, string? header = null)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (body is not null)
            {
                request.Content = new StringContent(body, Encoding.UTF8);
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            }

            if (center is not null)
            {
                request.Headers.TryAddWithoutValidation("ContactCenterId", center);
            }

            if (authorization is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            }

            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(status == (int)response.StatusCode, $"{method} {path} {body}: {(int)response.StatusCode} {text}");
            if (method != "HEAD")
            {
                var reply = JsonNode.Parse(text)!.AsObject();
                Assert.Equal(code, (int)reply["statusCode"]!);
                Assert.Equal(["statusCode", "statusMessage"], reply.Select(p => p.Key).Order());
                Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
            }

            if (header is not null)
            {
                Assert.Contains(header, response.Headers.Concat(response.Content.Headers).Select(h => h.Key));
            }
        }

        await Expect(400, 1, "POST", "/api/v2/chats", Open, center: null);
        await Expect(400, 1, "GET", mine, center: "");
        await Expect(404, 6, "POST", "/api/v2/chats", Open, center: "22222222-2222-4222-8222-222222222222");
        await Expect(400, 1, "POST", "/api/v2/chats", "no json");
        await Expect(400, 1, "POST", mine, "[1]");
        await Expect(400, 1, "POST", mine, """{"operationName":"SendMessage"}""");
        await Expect(400, 1, "POST", mine, """{"operationName":"SendMessage","text":5}""");
        await Expect(400, 10, "POST", mine, """{"operationName":"Dance"}""");
        await Expect(400, 10, "POST", mine, Open);
        await Expect(400, 10, "POST", "/api/v2/chats", Say);
        await Expect(400, 10, "POST", mine, """{"operationName":"SendMessage","text":""}""");
        await Expect(400, 10, "POST", mine, $$"""{"operationName":"SendMessage","text":"{{new string('x', 4_097)}}"}""");
        await Expect(400, 10, "GET", mine + "/messages?index=-1");
        await Expect(400, 10, "GET", mine + "/messages?index=abc");
        await Expect(413, 10, "POST", mine, $$"""{"operationName":"SendMessage","text":"{{new string('x', 65_537)}}"}""");
        await Expect(415, 10, "POST", mine, Say, type: "text/plain");
        await Expect(400, 1, "POST", mine);
        foreach (var path in new[] { unknown, theirs, "/api/v2/chats/1", "/api/v2/me/chats/..%2F1" })
        {
            await Expect(404, 6, "GET", path);
            await Expect(404, 6, "GET", path + "/messages");
            await Expect(404, 6, "POST", path, Say);
            await Expect(404, 6, "POST", path, """{"operationName":"Complete"}""");
        }

        await Expect(403, 3, "GET", mine, authorization: "Basic eDp5");
        await Expect(403, 3, "POST", "/api/v2/chats", Open, authorization: "Bearer x");
        await Expect(401, 20, "GET", "/api/v2/me", header: "WWW-Authenticate");
        await Expect(401, 20, "POST", "/api/v2/users/1", Say, header: "WWW-Authenticate");
        await Expect(401, 20, "PUT", "/api/v2/devices/1/more/2");
        await Expect(403, 5, "GET", "/api/v2/me", authorization: "Basic eDp5");
        await Expect(405, 3, "GET", "/api/v2/chats", header: "Allow");
        await Expect(405, 3, "DELETE", mine, header: "Allow");
        await Expect(405, 3, "POST", mine + "/messages", Say, header: "Allow");
        await Expect(405, 3, "HEAD", mine);
        await Expect(405, 3, "PATCH", "/api/v2/me/chats", header: "Allow");

        var texts = (await customer.MessagesAsync()).Where(m => m.Contains(" Text ", StringComparison.Ordinal));
        Assert.Equal(before.Where(m => m.Contains(" Text ", StringComparison.Ordinal)), texts);
        Assert.NotEqual("Idle", await customer.StateAsync());
        await customer.OperateAsync("Complete");
        foreach (var operation in new[] { Say, """{"operationName":"Complete"}""", """{"operationName":"SendStartTypingNotification"}""" })
        {
            await Expect(409, 2, "POST", mine, operation);
        }
    }

    [Fact]
    public async Task Storage_Unreachable_Is500WithACorrelationIdAndNoInternals()
    {
        // A port that is taken, and on which nobody listens.
        using var nobody = new Socket(SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var (host, address) = await AppProcess.StartAsync("CustomerChat.SelfHost", new Dictionary<string, string>
        {
            ["Storage:ConnectionString"] = System.Text.RegularExpressions.Regex.Replace(
                azurite.ConnectionString, "127.0.0.1:[0-9]+", $"{nobody.LocalEndPoint}"),
            [$"ContactCenters:{Stack.CenterId}:BaseAddress"] = "http://127.0.0.1:1",
        }, "urls");
        await using var _ = host;
        await host.WaitUntilReadyAsync(new(address, "/api/health/live"));
        using var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Add("ContactCenterId", Stack.CenterId);

        using var response = await http.PostAsync("/api/v2/chats", new StringContent(Open, Encoding.UTF8, "application/json"));

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(500, (int)response.StatusCode);
        Assert.Equal(4, (int)JsonNode.Parse(text)!["statusCode"]!);
        Assert.Matches("[0-9a-f]{32}", text);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        using var ready = await http.GetAsync("/api/health/ready");
        Assert.Equal(503, (int)ready.StatusCode);
    }

    [Theory]
    [InlineData("http://localhost:5173", true)]
    [InlineData("https://evil.example", false)]
    public async Task Preflight_FromAnOrigin_IsAnsweredByTheList(string origin, bool allowed)
    {
        var stack = await shared.TakeAsync();
        using var http = new HttpClient { BaseAddress = stack.RelayAddress };
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/v2/me/chat");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "contactcenterid,content-type");

        using var response = await http.SendAsync(request);

        Assert.Equal(204, (int)response.StatusCode);
        Assert.Equal(allowed ? [origin] : [], response.Headers.TryGetValues("Access-Control-Allow-Origin", out var o) ? o : []);
        Assert.Equal(allowed, response.Headers.Contains("Access-Control-Allow-Credentials"));
        Assert.Equal(allowed, response.Headers.TryGetValues("Access-Control-Max-Age", out var age) && int.Parse(age.Single(), System.Globalization.CultureInfo.InvariantCulture) >= 120);
        Assert.Contains("Origin", response.Headers.Vary);

        // The request itself is held against its own centre's list: the other centre allows nobody.
        using var call = new HttpRequestMessage(HttpMethod.Get, "/api/v2/me/chat/1");
        call.Headers.Add("Origin", origin);
        call.Headers.Add("ContactCenterId", "other");
        using var answer = await http.SendAsync(call);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }
}
