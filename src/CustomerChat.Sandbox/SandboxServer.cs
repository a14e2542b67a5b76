using System.Security.Cryptography;
using CustomerChat.Sandbox.Chats;
using CustomerChat.Sandbox.DirectLine;
using CustomerChat.Sandbox.Events;
using CustomerChat.Sandbox.Gms;
using CustomerChat.Sandbox.Http;

namespace CustomerChat.Sandbox;

/// <summary>The sandbox as a web application. It runs alone (<c>dotnet run</c>) or beside the self-host.</summary>
public static class SandboxServer
{
    /// <summary>Builds the sandbox. If no agents are configured, two agents get a password that is made now.</summary>
    public static WebApplication Build(string[] args, IConfiguration? settings = null, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ApplicationName = typeof(SandboxServer).Assembly.GetName().Name });
        if (settings is not null)
        {
            // The settings are copied, not chained: a setting that is changed here must not reach the host's own settings.
            builder.Configuration.AddInMemoryCollection(settings.GetSection(SandboxOptions.Section).AsEnumerable());
        }

        var section = builder.Configuration.GetSection(SandboxOptions.Section);
        builder.Services.AddOptions<SandboxOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart()
            .PostConfigure(AddDefaults);
        builder.WebHost.UseUrls(section[nameof(SandboxOptions.Urls)] ?? new SandboxOptions().Urls);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        // The host does not log why it can't start: the exception reaches the caller, who reports it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton<SandboxContactCenter>();
        builder.Services.AddHostedService(services => services.GetRequiredService<SandboxContactCenter>());
        builder.Services.AddSingleton<FaultPlan>();
        builder.Services.AddSingleton<FaultRunner>();
        builder.Services.AddSingleton<CustomerEndpoints>();
        builder.Services.AddSingleton<GmsSessions>().AddSingleton<GmsEndpoints>().AddSingleton<GmsFiles>();
        builder.Services.AddSingleton<DirectLineTokens>().AddSingleton<DirectLineConversations>().AddSingleton<DirectLineEndpoints>();
        builder.Services.AddCors();
        builder.Services.AddSingleton<AgentEndpoints>();
        builder.Services.AddSingleton<SandboxFiles>();
        builder.Services.AddSingleton<FileEndpoints>();
        builder.Services.AddSingleton<RelayNews>().AddSingleton<EventEndpoints>();

        var app = builder.Build();
        Gateway.Use(app);
        app.UseCors();
        MapProtocols(app, section.GetValue<SandboxProtocol?>(nameof(SandboxOptions.Protocol)));
        AgentEndpoints.Map(app);
        FileEndpoints.Map(app);
        EventEndpoints.Map(app);
        FaultEndpoints.Map(app);
        DeskPage.Map(app);
        return app;
    }

    /// <summary>The path to which the relay may post its lifecycle events.</summary>
    public const string EventsPath = EventEndpoints.Path;

    /// <summary>The address and the log-in data that an agent needs. It is shown once, at start-up.</summary>
    public static string Describe(WebApplication sandbox)
    {
        var options = sandbox.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<SandboxOptions>>().Value;
        var agents = string.Join(", ", options.Agents.Keys);
        var password = options.Agents.Values.Distinct().ToList() is [{ } one] && sandbox.Configuration.GetSection("Sandbox:Agents").GetChildren().Any() is false
            ? $", password {one}"
            : "";
        return $"{sandbox.Urls.FirstOrDefault() ?? options.Urls}/desk (agents {agents}{password})";
    }

    private static void MapProtocols(WebApplication app, SandboxProtocol? only)
    {
        if (only is null or SandboxProtocol.Gws)
        {
            CustomerEndpoints.Map(app);
        }

        if (only is null or SandboxProtocol.Gms)
        {
            GmsEndpoints.Map(app);
        }

        if (only is null or SandboxProtocol.DirectLine)
        {
            DirectLineEndpoints.Map(app);
        }
    }

    private static void AddDefaults(SandboxOptions options)
    {
        // The default secrets are public, so they are used only when the sandbox can't be reached from another machine.
        if (options.Urls.Split(';').All(u => Uri.TryCreate(u, UriKind.Absolute, out var address) && address.IsLoopback))
        {
            options.DirectLineSecret ??= SandboxOptions.DefaultDirectLineSecret;
            options.BotSecret ??= SandboxOptions.DefaultBotSecret;
        }

        if (options.Agents.Count == 0)
        {
            var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
            options.Agents["agent1"] = password;
            options.Agents["agent2"] = password;
        }
    }
}
