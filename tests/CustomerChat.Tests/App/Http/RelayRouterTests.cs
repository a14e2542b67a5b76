using System.Text.Json.Nodes;
using CustomerChat.App;
using CustomerChat.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CustomerChat.Tests.App.Http;

public sealed class RelayRouterTests : IDisposable
{
    private readonly IHost _host = NewHost();

    public static TheoryData<string> Templates => [.. RelayRoutes.All.Select(r => r.Template).Distinct()];

    [Theory]
    [MemberData(nameof(Templates))]
    public void Find_APathOfEveryTemplate_FindsItsRoutes(string template)
    {
        var path = "/" + template.Replace("{*path}", "nobody/else", StringComparison.Ordinal)
            .Replace("{id}", "an-id", StringComparison.Ordinal).Replace("{account}", "main", StringComparison.Ordinal);
        Assert.Equal(RelayRoutes.All.Where(r => r.Template == template), RelayRouter.Find(path)!.Value.Routes);
    }

    [Theory]
    [InlineData("GET", "/api/nothing", 404)]
    [InlineData("POST", "/", 404)]
    [InlineData("GET", "/api/channels/fax/main", 404)]
    [InlineData("HEAD", "/api/health/live", 405)]
    [InlineData("DELETE", "/api/v2/chats", 405)]
    [InlineData("HEAD", "/api/v2/chats/x/messages", 405)]
    [InlineData("PUT", "/v3/directline/tokens/refresh", 405)]
    [InlineData("GET", "/v3/directline/session/getsessionid", 404)]
    [InlineData("GET", "/API/Health/Live", 200)]
    [InlineData("GET", "/api/health/live/", 200)]
    public async Task RunAsync_OfAPath_AnswersWithTheStatusOfTheTable(string method, string path, int expected)
    {
        var (status, allow, body) = await RunAsync(method, path);
        Assert.Equal(expected, status);
        Assert.Equal(expected == 405, allow is not null);
        if (expected == 404 && !path.StartsWith("/v3", StringComparison.Ordinal))
        {
            Assert.Equal(6, (int)JsonNode.Parse(body)!["statusCode"]!);
        }
    }

    [Theory]
    [InlineData("GET", "/api/ops/chats")]
    [InlineData("DELETE", "/api/ops/chats/x")]
    [InlineData("POST", "/API/OPS/erase")]
    [InlineData("GET", "/api/ops/not-there")]
    [InlineData("GET", "/api/ops")]
    public async Task RunAsync_OfAnOperatorsPathWithoutAKey_Is401(string method, string path) =>
        Assert.Equal(401, (await RunAsync(method, path)).Status);

    [Fact]
    public async Task RunAsync_OfAnUnknownOperatorsPathWithAKey_Is404() =>
        Assert.Equal(404, (await RunAsync("GET", "/api/ops/not-there", isOperator: true)).Status);

    public void Dispose() => _host.Dispose();

    private static IHost NewHost()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Storage:ConnectionString", (string?)"UseDevelopmentStorage=true")]);
        builder.AddCustomerChat();
        builder.Services.AddSingleton(Moq.Mock.Of<CustomerChat.Turn.IChatRuntime>());
        return builder.Build();
    }

    /// <summary>URLs are logged on their way. The Functions host takes a key there, so that its check alone does not keep it out.</summary>
    [Theory]
    [InlineData("/api/ops/chats?code=secret", true)]
    [InlineData("/api/ops/chats?code=secret", false)]
    [InlineData("/api/ops/consents?limit=5&CODE=", true)]
    [InlineData("/API/ops/chats/x?code=secret", true)]
    public async Task KeyInTheUrl_OfAnOperatorsRoute_IsRefused(string path, bool isOperator)
    {
        var (status, _, body) = await RunAsync("GET", path, isOperator);
        Assert.Equal(400, status);
        Assert.Contains("x-functions-key", body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
    }

    private async Task<(int Status, string? Allow, string Body)> RunAsync(string method, string path, bool isOperator = false)
    {
        var context = new DefaultHttpContext { RequestServices = _host.Services };
        context.Request.Method = method;
        var query = path.IndexOf('?', StringComparison.Ordinal);
        context.Request.Path = query < 0 ? path : path[..query];
        context.Request.QueryString = new QueryString(query < 0 ? "" : path[query..]);
        context.Response.Body = new MemoryStream();
        var result = await _host.Services.GetRequiredService<RelayRouter>().RunAsync(context.Request, isOperator ? "agnes" : null, CancellationToken.None);
        await result.ExecuteAsync(context);
        context.Response.Body.Position = 0;
        var body = await new StreamReader(context.Response.Body).ReadToEndAsync();
        return (context.Response.StatusCode, context.Response.Headers.Allow is [{ } allow] ? allow : null, body);
    }
}
