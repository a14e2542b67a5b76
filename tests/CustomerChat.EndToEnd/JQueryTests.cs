using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd;

/// <summary>The sample of the API's general page, from a page on another origin, in a real browser.</summary>
[Collection(Lanes.Operators)]
public class JQueryTests(AzuriteFixture azurite, BrowserFixture browser) : BrowserTest(browser)
{
    private const string Html = """
        <!doctype html><title>Another origin</title>
        <script src="/node_modules/jquery/dist/jquery.min.js"></script>
        <script>
          window.call = (method, url, contactCenterId, data) => new Promise(resolve => $.ajax({
            type: method,
            url: url,
            data: data && JSON.stringify(data),
            contentType: 'application/json',
            dataType: 'json',
            crossDomain: true,
            xhrFields: { withCredentials: true },
            beforeSend: xhr => xhr.setRequestHeader('ContactCenterId', contactCenterId),
            success: reply => resolve(reply),
            error: xhr => resolve({ failed: xhr.status, body: xhr.responseJSON ?? null }),
          }));
        </script>
        """;

    [SkippableFact]
    public async Task Sample_FromAnAllowedOrigin_CarriesAConversation()
    {
        var page = await browser.NewPageAsync();
        await using var server = await PageServer.StartAsync(Html);
        await using var stack = await Stack.StartAsync(azurite);
        using var agent = stack.NewAgent();
        await page.GotoAsync(server.Address.ToString());
        Task<System.Text.Json.JsonElement> Call(string method, string path, object? data = null, string center = Stack.CenterId) =>
            page.EvaluateAsync<System.Text.Json.JsonElement>("a => window.call(a.method, a.url, a.center, a.data)", new { method, url = stack.RelayAddress.ToString().TrimEnd('/') + path, center, data });

        var opened = await Call("POST", "/api/v2/me/chat", new { operationName = "RequestChat", nickname = "Ann", subject = "shoes" });
        Assert.Equal(0, opened.GetProperty("statusCode").GetInt32());
        var path = opened.GetProperty("path").GetString()!;
        var said = await Call("POST", path, new { operationName = "SendMessage", text = "from jQuery" });
        Assert.Equal(0, said.GetProperty("statusCode").GetInt32());
        var chat = await agent.AcceptAsync();
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.SequenceEqual(["from jQuery"]));
        await agent.SayAsync(chat, "hello page");
        await Until.IsAsync(
            async () => (await Call("GET", path + "/messages?index=1")).ToString(), text => text.Contains("hello page", StringComparison.Ordinal));
        Assert.Equal("Chatting", (await Call("GET", path)).GetProperty("chat").GetProperty("state").GetString());

        // An error is readable for the page, too; another centre's list does not have the page's origin.
        var bad = await Call("POST", path, new { operationName = "Dance" });
        Assert.Equal(400, bad.GetProperty("failed").GetInt32());
        Assert.Equal(10, bad.GetProperty("body").GetProperty("statusCode").GetInt32());
        var elsewhere = await Call("GET", path, center: "other");
        Assert.Equal(0, elsewhere.GetProperty("failed").GetInt32());
    }
}
