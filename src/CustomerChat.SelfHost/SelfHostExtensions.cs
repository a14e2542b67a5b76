using System.Net;
using System.Security.Cryptography;
using CustomerChat.App.DirectLine;
using CustomerChat.Channels;
using CustomerChat.Sandbox;
using CustomerChat.SelfHost.Azurite;
using CustomerChat.SelfHost.Runtime;
using CustomerChat.Turn;

namespace CustomerChat.SelfHost;

/// <summary>Adds what the self-host has besides the relay: an engine that runs the turns, and on a laptop a storage and a contact centre.</summary>
internal static class SelfHostExtensions
{
    public static void AddLocalChatRuntime(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DirectLineStreams>();
        builder.Services.AddSingleton<OperatorsKeys>();
        builder.Services.AddSingleton<HostIdentity>();
        builder.Services.AddSingleton<IRunnerLease, RunnerLease>();
        builder.Services.AddSingleton<DueQueue>();
        builder.Services.AddSingleton<MissingChats>();
        builder.Services.AddSingleton<IChatRuntime, LocalChatRuntime>();
        builder.Services.AddHostedService<DailyHousekeeping>();

        // Hosted services stop in reverse order: the last turn ends before the lease is released.
        builder.Services.AddHostedService<RunnerElection>();
        builder.Services.AddHostedService<TurnWorkers>();
    }

    /// <summary>Starts Azurite, unless a storage is configured.</summary>
    public static async Task<AzuriteProcess?> AddAzuriteAsync(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (!string.IsNullOrEmpty(configuration["Storage:ConnectionString"]) || !string.IsNullOrEmpty(configuration["Storage:TableServiceUri"]))
        {
            return null;
        }

        var location = Path.Combine(builder.Environment.ContentRootPath, ".azurite");
        var azurite = await AzuriteProcess.EnsureAsync(
            AzuriteProcess.DefaultPort, AzuriteProcess.DefaultBlobPort, location, Console.WriteLine, TimeProvider.System, CancellationToken.None);
        configuration["Storage:ConnectionString"] = azurite.ConnectionString;
        return azurite;
    }

    /// <summary>Starts the sandbox contact centre, unless another contact centre is configured or <c>Sandbox:Enabled</c> says otherwise.</summary>
    public static async Task<WebApplication?> AddSandboxAsync(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var enabled = configuration.GetValue<bool?>("Sandbox:Enabled") ?? !configuration.GetSection("ContactCenters").GetChildren().Any();
        if (!enabled)
        {
            return null;
        }

        // The desk learns from lifecycle events whether messages were delivered. The secret is known to this process only, so nobody else can post events.
        var secret = configuration["Sandbox:EventsSecret"] ??= "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var sandbox = SandboxServer.Build([], configuration);
        await sandbox.StartAsync();
        builder.AddOwnEventEndpoint("sandbox", new Uri(Loopback(new Uri(sandbox.Urls.First())), SandboxServer.EventsPath), secret);
        configuration["Relay:TellChatKeys"] ??= "true";
        var center = $"ContactCenters:{SandboxOptions.ContactCenterId}";
        configuration[$"{center}:BaseAddress"] = sandbox.Urls.First();
        configuration[$"{center}:Name"] = "Sandbox";
        configuration["Files:LinkHosts"] = string.Join(',', new[] { configuration["Files:LinkHosts"], new Uri(sandbox.Urls.First()).Authority }.Where(h => !string.IsNullOrEmpty(h)));
        if (builder.Environment.IsDevelopment())
        {
            configuration[$"{center}:AllowedOrigins:0"] = "http://localhost:*";
            configuration[$"{center}:AllowedOrigins:1"] = "http://127.0.0.1:*";
        }

        return sandbox;
    }

    /// <summary>The address at which this machine reaches its own server. It differs when the server listens on all addresses.</summary>
    private static Uri Loopback(Uri address) =>
        IPAddress.TryParse(address.DnsSafeHost, out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
            ? new UriBuilder(address) { Host = ip.Equals(IPAddress.Any) ? "127.0.0.1" : "::1" }.Uri
            : address;
}
