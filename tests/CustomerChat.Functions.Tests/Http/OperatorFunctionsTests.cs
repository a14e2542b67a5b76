using System.Text;
using CustomerChat.App;
using CustomerChat.App.Http;
using CustomerChat.Functions.Http;
using CustomerChat.Operating;
using CustomerChat.Turn;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Moq;

namespace CustomerChat.Functions.Tests.Http;

public sealed class OperatorFunctionsTests : IDisposable
{
    private const string Chat = "/chats/7f6c0a9e-58b5-4c8b-9d7e-2f0e9f5d7a11";

    private readonly Mock<IAuditLog> _audit = new();
    private readonly List<AuditEntry> _entries = [];
    private readonly Dictionary<string, string?> _settings = new() { ["WEBSITE_AUTH_ENABLED"] = "True", ["Ops:SignInRole"] = "Operator", ["Storage:ConnectionString"] = "UseDevelopmentStorage=true" };
    private IHost? _host;

    public OperatorFunctionsTests() =>
        // The entry is recorded. Then the log fails, so the test needs no storage.
        _audit.Setup(l => l.AddAsync(It.IsAny<AuditEntry>(), It.IsAny<CancellationToken>())).Callback((AuditEntry e, CancellationToken _) => _entries.Add(e))
            .ThrowsAsync(new InvalidOperationException("as far as this test goes"));

    /// <summary>The operator's request runs, and is written down in their name: 500 is this test's own storage.</summary>
    [Fact]
    public async Task RunSignedIn_ByAnOperator_IsTheOperatorsRouteInTheirName()
    {
        Assert.Equal(500, await RunAsync("/api/signed-in/ops" + Chat, "agnes@example.com", "Operator"));
        Assert.Equal(("agnes@example.com", "GET api/ops/chats/{id}", "7f6c0a9e"), _entries.Select(e => (e.Operator, e.Action, e.Subject!)).Single());
    }

    [Theory]
    [InlineData("/API/Signed-In/OPS" + Chat, "agnes@example.com", "Operator", 500)]
    [InlineData("/api/signed-in/ops/not-there", "agnes@example.com", "Operator", 404)]
    [InlineData("/api/signed-in/ops" + Chat, "agnes@example.com", "Reader", 403)]
    [InlineData("/api/signed-in/ops" + Chat, "agnes@example.com", null, 403)]
    [InlineData("/api/signed-in/ops" + Chat, null, "Operator", 401)]
    [InlineData("/api/signed-in/ops" + Chat, null, null, 401)]
    [InlineData("/api/signed-in/ops/not-there", null, null, 401)]
    public async Task RunSignedIn_OfACaller_AnswersByWhoItIs(string path, string? name, string? role, int expected)
    {
        Assert.Equal(expected, await RunAsync(path, name, role));
        Assert.Equal(expected == 500 ? 1 : 0, _entries.Count);
    }

    /// <summary>Where nobody can sign in, there is no such route; who sends the platform's headers by hand learns nothing else.</summary>
    [Theory]
    [InlineData("WEBSITE_AUTH_ENABLED")]
    [InlineData("Ops:SignInRole")]
    public async Task RunSignedIn_WhereNobodyCanSignIn_Is404(string missing)
    {
        _settings.Remove(missing);
        Assert.Equal(404, await RunAsync("/api/signed-in/ops" + Chat, "agnes@example.com", "Operator"));
        Assert.Empty(_entries);
    }

    [Theory]
    [InlineData("True", "agnes@example.com")]
    [InlineData(null, "function key")]
    public async Task Run_WithAKey_IsWrittenDownByTheNameThatIsKnown(string? authenticates, string name)
    {
        _settings["WEBSITE_AUTH_ENABLED"] = authenticates;
        Assert.Equal(500, await RunAsync("/api/ops" + Chat, "agnes@example.com", null));
        Assert.Equal(name, _entries.Single().Operator);
    }

    public void Dispose() => _host?.Dispose();

    private async Task<int> RunAsync(string path, string? name, string? role)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(_settings);
        builder.AddCustomerChat();
        builder.Services.AddSingleton(Mock.Of<IChatRuntime>()).AddSingleton(_audit.Object).AddSingleton<SignedInOperators>();
        _host = builder.Build();
        var context = new DefaultHttpContext { RequestServices = _host.Services };
        (context.Request.Method, context.Request.Path) = ("GET", path);
        if (name is not null)
        {
            context.Request.Headers["X-MS-CLIENT-PRINCIPAL-NAME"] = name;
        }

        if (role is not null)
        {
            context.Request.Headers["X-MS-CLIENT-PRINCIPAL"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"auth_typ":"aad","claims":[{"typ":"roles","val":"{{role}}"}]}"""));
        }

        var functions = new OperatorFunctions(_host.Services.GetRequiredService<RelayRouter>(), _host.Services.GetRequiredService<SignedInOperators>());
        var client = new Mock<DurableTaskClient>("test").Object;
        var result = await (path.Contains("signed-in", StringComparison.OrdinalIgnoreCase) ? functions.RunSignedInAsync(context.Request, client, default) : functions.RunAsync(context.Request, client, default));
        await result.ExecuteAsync(context);
        return context.Response.StatusCode;
    }
}
