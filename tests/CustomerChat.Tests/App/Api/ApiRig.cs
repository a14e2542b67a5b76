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

/// <summary>The handlers of the Customer Chat API and of Direct Line over a world, without a server.</summary>
internal sealed class ApiRig : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddLogging().BuildServiceProvider();
    private readonly StorageOutage _outage;

    /// <param name="centers">Settings of contact centres.</param>
    public ApiRig(params (string Center, string Name, string Value)[] centers)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(World.Time);
        foreach (var (center, name, value) in centers)
        {
            builder.Configuration[$"ContactCenters:{center}:{name}"] = value;
            builder.Configuration[$"ContactCenters:{center}:BaseAddress"] = "http://localhost:1";
        }

        builder.AddContactCenters();
        var directory = builder.Build().Services.GetRequiredService<ContactCenterDirectory>();
        var limits = new RequestLimits(Options.Create(World.Limits), World.Ledger, World.Time);
        var bodies = new BodyReader(World.Time, NullLogger<BodyReader>.Instance);
        var files = new FileKeeper(World.Files, World.Scanner, World.Links, Options.Create(World.FileOptions));
        _outage = new(World.Time, NullLogger<StorageOutage>.Instance);
        Chats = new(directory, World.Intake, World.Store, limits, bodies, _outage, World.Time, NullLogger<CustomerChatApi>.Instance);
        DirectLine = new(
            directory, World.Intake, new ConversationTokens(new EphemeralDataProtectionProvider(), World.Time), limits, bodies, _outage, files, null!, World.Links,
            World.OutboundFiles, World.Time, NullLogger<DirectLineApi>.Instance);
    }

    public World World { get; } = new();

    public CustomerChatApi Chats { get; }

    public DirectLineApi DirectLine { get; }

    public HttpRequest Request(string method, string? center, string? origin = null, string body = "")
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

    public static async Task<(int Status, string Body, HttpResponse Response)> RunAsync(HttpRequest request, Func<HttpRequest, Task<IResult>> handle)
    {
        var response = request.HttpContext.Response;
        await (await handle(request)).ExecuteAsync(request.HttpContext);
        return (response.StatusCode, Encoding.UTF8.GetString(((MemoryStream)response.Body).ToArray()), response);
    }

    public void Dispose()
    {
        _outage.Dispose();
        _services.Dispose();
    }
}
