using System.Net.Sockets;
using CustomerChat.App;
using CustomerChat.App.Http;
using CustomerChat.Functions.Chats;
using CustomerChat.Functions.Operating;
using DurableTask.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.DurableTask.Worker;

namespace CustomerChat.Functions.Instances;

/// <summary>What an instance of the Functions app does. On Flex Consumption each is a separate group of instances.</summary>
public enum InstanceRole
{
    /// <summary>It takes requests, and runs no turns.</summary>
    Http,

    /// <summary>It runs orchestrations and activities, and takes no requests.</summary>
    Turns,

    /// <summary>Both.</summary>
    All,
}

/// <summary>
/// One instance of the Functions app without the Functions host: its services, its orchestrations and activities on the real
/// worker and client of the engine, and the relay's routes on Kestrel. The engine's backend is handed in.
/// </summary>
public sealed class Instance : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _socket;

    private Instance(WebApplication app, string socket) => (_app, _socket) = (app, socket);

    public IServiceProvider Services => _app.Services;

    public DurableTaskClient Client => _app.Services.GetRequiredService<DurableTaskClient>();

    /// <summary>Where it takes requests.</summary>
    public Uri Address => new(_app.Urls.First(u => !u.Contains("unix", StringComparison.Ordinal)));

    /// <summary>Starts an instance.</summary>
    /// <param name="role">What it does.</param>
    /// <param name="service">The engine's backend, for who runs turns.</param>
    /// <param name="serviceClient">The same, for who starts and wakes chats.</param>
    /// <param name="settings">The relay's settings.</param>
    /// <param name="orchestration">Another version of the chat's orchestration; null = the app's.</param>
    /// <param name="logs">Gets what the app logs, at its default levels.</param>
    public static async Task<Instance> StartAsync(
        InstanceRole role,
        IOrchestrationService service,
        IOrchestrationServiceClient serviceClient,
        IEnumerable<KeyValuePair<string, string?>> settings,
        Func<TaskOrchestrationContext, Task>? orchestration = null,
        ILoggerProvider? logs = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        if (logs is not null)
        {
            builder.Logging.AddProvider(logs);
        }

        var socket = Path.Combine(Path.GetTempPath(), $"engine-{Guid.NewGuid():N}.sock");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0);
            kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http2);
        });
        // The worker's stream to the engine in this process never ends by itself: without a limit, stopping takes half a minute.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.AddCustomerChat();
        builder.AddDurableChatRuntime();

        // The engine's own spans, as the Functions host makes them with extensions.durableTask.tracing.
        builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource("DurableTask.Core", "Microsoft.DurableTask"));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(service);
        builder.Services.AddSingleton(serviceClient);
        builder.Services.AddSingleton<TaskHubGrpcServer>();
        builder.Services.Configure<TaskHubGrpcServerOptions>(options => options.Mode =
            role == InstanceRole.Http ? TaskHubGrpcServerMode.ApiServerOnly : TaskHubGrpcServerMode.ApiServerAndDispatcher);
        var channel = NewChannel(socket);
        builder.Services.AddDurableTaskClient(client => client.UseGrpc(channel).RegisterDirectly());
        WebApplication? app = null;
        if (role != InstanceRole.Http)
        {
            builder.Services.AddDurableTaskWorker(worker => worker.UseGrpc(channel)
                .UseVersioning(new DurableTaskWorkerOptions.VersioningOptions
                {
                    Version = ChatOrchestration.VersionName,
                    DefaultVersion = ChatOrchestration.VersionName,
                    MatchStrategy = DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder,
                })
                .AddTasks(tasks => Register(tasks, orchestration ?? ChatOrchestration.RunAsync, () => app!)));
        }

        app = builder.Build();
        app.ValidateSettings();
        app.MapGrpcService<TaskHubGrpcServer>();
        app.Map("/{**path}", (HttpRequest request, RelayRouter router, CancellationToken token) => router.RunAsync(request, "instance", token));
        app.Services.GetRequiredService<DurableChatRuntime>().Use(app.Services.GetRequiredService<DurableTaskClient>());
        await app.StartAsync();
        return new Instance(app, socket);
    }

    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <summary>Stops it as the Functions host does: no work is fetched any more, and running turns abort. Without that, the engine would hand work to nobody.</summary>
    public async ValueTask DisposeAsync()
    {
        _app.Lifetime.StopApplication();
        await _app.DisposeAsync();
        File.Delete(_socket);
    }

    /// <summary>What the app's <c>[Function]</c>s are to the Functions host.</summary>
    private static void Register(DurableTaskRegistry tasks, Func<TaskOrchestrationContext, Task> orchestration, Func<WebApplication> app)
    {
        tasks.AddOrchestratorFunc<ChatLoop>(ChatOrchestration.Name, (context, _) => orchestration(context));
        tasks.AddOrchestratorFunc<WatchdogLoop>(WatchdogOrchestration.Name, (context, _) => WatchdogOrchestration.RunAsync(context));
        tasks.AddActivityFunc<TurnRequest, WindowReport>(RelayTurn.Name, (_, request) => New<RelayTurn>().RunAsync(request, null!, Stopping()));
        tasks.AddActivityFunc<WatchRequest, int>(WatchChats.Name, (_, request) => New<WatchChats>().RunAsync(request, null!, Stopping()));

        T New<T>() => ActivatorUtilities.CreateInstance<T>(app().Services);
        CancellationToken Stopping() => app().Lifetime.ApplicationStopping;
    }

    private static GrpcChannel NewChannel(string socket) => GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            ConnectCallback = async (_, token) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), token);
                    return new NetworkStream(connection, ownsSocket: true);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            },
        },
    });
}
