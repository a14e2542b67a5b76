using System.Text.Json.Nodes;
using CustomerChat.App;
using CustomerChat.App.Http;
using CustomerChat.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Moq;

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

    /// <summary>What no handler has foreseen, and a storage that gives up, are an answer by the table: no page of a developer's, and no text of the exception.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_OfAnOperatorsRouteThatFails_IsAnErrorByTheTable(bool isOutage)
    {
        var audit = new Mock<IAuditLog>();
        Exception exception = isOutage ? new AggregateException(new TaskCanceledException()) : new InvalidOperationException("+4917012345");
        audit.Setup(a => a.AddAsync(It.IsAny<AuditEntry>(), It.IsAny<CancellationToken>())).ThrowsAsync(exception);
        using var host = NewHost(audit.Object);

        var (status, _, body) = await RunAsync("POST", "/api/ops/outbound", isOperator: true, host);

        Assert.Equal(500, status);
        Assert.NotNull(JsonNode.Parse(body)!["statusCode"]);
        Assert.DoesNotContain("4917", body, StringComparison.Ordinal);
    }

    private static IHost NewHost(IAuditLog? audit = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Storage:ConnectionString", (string?)"UseDevelopmentStorage=true")]);
        builder.AddCustomerChat();
        builder.Services.AddSingleton(Mock.Of<CustomerChat.Turn.IChatRuntime>());
        if (audit is not null)
        {
            builder.Services.AddSingleton(audit);
        }

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

    private async Task<(int Status, string? Allow, string Body)> RunAsync(string method, string path, bool isOperator = false, IHost? host = null)
    {
        var services = (host ?? _host).Services;
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Method = method;
        var query = path.IndexOf('?', StringComparison.Ordinal);
        context.Request.Path = query < 0 ? path : path[..query];
        context.Request.QueryString = new QueryString(query < 0 ? "" : path[query..]);
        context.Response.Body = new MemoryStream();
        var result = await services.GetRequiredService<RelayRouter>().RunAsync(context.Request, isOperator ? "agnes" : null, CancellationToken.None);
        await result.ExecuteAsync(context);
        context.Response.Body.Position = 0;
        var body = await new StreamReader(context.Response.Body).ReadToEndAsync();
        return (context.Response.StatusCode, context.Response.Headers.Allow is [{ } allow] ? allow : null, body);
    }
}
