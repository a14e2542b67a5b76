using System.Text;
using CustomerChat.App;
using CustomerChat.App.Api;
using CustomerChat.App.DirectLine;
using CustomerChat.App.Http;
using CustomerChat.App.Limits;
using CustomerChat.ContactCenter;
using CustomerChat.Files;
using CustomerChat.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CustomerChat.Tests.App.Api;

/// <summary>Whether a contact centre is open, and what opening a chat is answered when it is not. <see cref="World"/> begins on Thursday, 1 January 2026, at 00:00 UTC.</summary>
public sealed class AvailabilityTests : IDisposable
{
    private readonly World _world = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddLogging().BuildServiceProvider();
    private readonly StorageOutage _outage;
    private readonly RequestLimits _limits;

    public AvailabilityTests()
    {
        _outage = new(_world.Time, NullLogger<StorageOutage>.Instance);
        _limits = new(Options.Create(_world.Limits), _world.Ledger, _world.Time);
    }

    public void Dispose()
    {
        _outage.Dispose();
        _services.Dispose();
    }

    [Theory]
    [InlineData(0, """{"isOpen":false,"opensAt":"2026-01-01T07:00:00Z","closesAt":null,"timeZone":"Europe/Berlin","takesMessages":true}""", 60)]
    [InlineData(7 * 60, """{"isOpen":true,"opensAt":null,"closesAt":"2026-01-01T17:00:00Z","timeZone":"Europe/Berlin","takesMessages":true}""", 60)]
    [InlineData((17 * 60) - 0.5, """{"isOpen":true,"opensAt":null,"closesAt":"2026-01-01T17:00:00Z","timeZone":"Europe/Berlin","takesMessages":true}""", 30)]
    public async Task Availability_OfAContactCenterWithHours_IsCacheableAsLongAsItIsRight(double minutes, string expected, int maxAge)
    {
        _world.Time.Advance(TimeSpan.FromMinutes(minutes));
        var (status, body, response) = await GetAsync("hours", "https://shop.example");

        Assert.Equal((200, expected), (status, body));
        Assert.Equal($"public, max-age={maxAge}", response.Headers.CacheControl);
        Assert.Equal("Origin, ContactCenterId", response.Headers.Vary);
        Assert.Equal("https://shop.example", response.Headers.AccessControlAllowOrigin);
    }

    [Fact]
    public async Task Availability_WithoutHours_IsAlwaysOpen()
    {
        var (status, body, response) = await GetAsync("always", "https://other.example");

        Assert.Equal((200, """{"isOpen":true,"opensAt":null,"closesAt":null,"timeZone":null,"takesMessages":true}"""), (status, body));
        Assert.Equal(0, response.Headers.AccessControlAllowOrigin.Count);
    }

    [Theory]
    [InlineData(null, "GET", 400)]
    [InlineData("nobody", "GET", 404)]
    [InlineData("hours", "POST", 405)]
    [InlineData("hours", "OPTIONS", 204)]
    public async Task Availability_AskedWrongly_IsAnsweredByTheErrorTable(string? center, string method, int expected)
    {
        var (status, _, response) = await RunAsync(Request(method, center), Api().AvailabilityAsync);

        Assert.Equal(expected, status);
        Assert.Equal(0, response.Headers.CacheControl.Count);
    }

    [Fact]
    public async Task RequestChat_RefusedWhileClosed_SaysWhenItOpens()
    {
        var (status, body, response) = await OpenAsync("refuses");

        Assert.Equal((409, """{"statusCode":3,"statusMessage":"The contact centre is closed. It opens again at 2026-01-01T07:00:00Z."}"""), (status, body));
        Assert.Equal("25200", response.Headers.RetryAfter);
        Assert.Empty(_world.Store.Open);

        _world.Time.Advance(TimeSpan.FromHours(7));
        Assert.Equal(200, (await OpenAsync("refuses")).Status);
    }

    [Fact]
    public async Task RequestChat_KeptWhileClosed_IsTaken() => Assert.Equal(200, (await OpenAsync("hours")).Status);

    [Fact]
    public async Task StartConversation_RefusedWhileClosed_SaysWhenItOpens()
    {
        var files = new FileKeeper(_world.Files, _world.Scanner, World.Links, Options.Create(_world.FileOptions));
        var api = new DirectLineApi(
            Directory(), _world.Intake, new ConversationTokens(new EphemeralDataProtectionProvider(), _world.Time), _limits, Bodies(), _outage, files, null!, World.Links,
            _world.OutboundFiles, _world.Time, NullLogger<DirectLineApi>.Instance);
        var (status, body, _) = await RunAsync(Request("POST", "refuses", body: "{}"), r => api.ConversationsAsync(r, default));

        Assert.Equal(409, status);
        Assert.Contains("TryAgainLater", body, StringComparison.Ordinal);
        Assert.Contains("It opens again at 2026-01-01T07:00:00Z.", body, StringComparison.Ordinal);
    }

    private Task<(int Status, string Body, HttpResponse Response)> GetAsync(string center, string origin) => RunAsync(Request("GET", center, origin), Api().AvailabilityAsync);

    private Task<(int Status, string Body, HttpResponse Response)> OpenAsync(string center) => RunAsync(
        Request("POST", center, body: """{"operationName":"RequestChat","nickname":"Ann","subject":"Shoes"}"""), r => Api().CollectionAsync(r, default));

    private HttpRequest Request(string method, string? center, string? origin = null, string body = "")
    {
        var context = new DefaultHttpContext { RequestServices = _services };
        (context.Request.Method, context.Request.Path, context.Request.ContentType) = (method, "/api/v2/chats", "application/json");
        context.Request.Headers["ContactCenterId"] = center;
        context.Request.Headers.Origin = origin;
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        context.Request.ContentLength = body.Length;
        context.Response.Body = new MemoryStream();
        return context.Request;
    }

    private static async Task<(int Status, string Body, HttpResponse Response)> RunAsync(HttpRequest request, Func<HttpRequest, Task<IResult>> handle)
    {
        var response = request.HttpContext.Response;
        await (await handle(request)).ExecuteAsync(request.HttpContext);
        return (response.StatusCode, Encoding.UTF8.GetString(((MemoryStream)response.Body).ToArray()), response);
    }

    private CustomerChatApi Api() => new(Directory(), _world.Intake, _world.Store, _limits, Bodies(), _outage, _world.Time, NullLogger<CustomerChatApi>.Instance);

    private BodyReader Bodies() => new(_world.Time, NullLogger<BodyReader>.Instance);

    private ContactCenterDirectory Directory()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(_world.Time);
        foreach (var (center, name, value) in new[]
        {
            ("hours", "Hours:TimeZone", "Europe/Berlin"), ("hours", "Hours:Thursday", "08:00-18:00"), ("hours", "AllowedOrigins:0", "https://shop.example"),
            ("refuses", "Hours:TimeZone", "Europe/Berlin"), ("refuses", "Hours:Thursday", "08:00-18:00"), ("refuses", "WhenClosed", "refuse"), ("always", "Name", "Always"),
        })
        {
            builder.Configuration[$"ContactCenters:{center}:{name}"] = value;
            builder.Configuration[$"ContactCenters:{center}:BaseAddress"] = "http://localhost:1";
        }

        builder.AddContactCenters();
        return builder.Build().Services.GetRequiredService<ContactCenterDirectory>();
    }
}
