using CustomerChat.Channels.Events;
using CustomerChat.Channels.Http;
using CustomerChat.Delivery;
using CustomerChat.Events;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CustomerChat.Channels;

public static class ChannelExtensions
{
    /// <summary>The HTTP client for the providers' APIs, whose addresses the operator has set.</summary>
    internal const string ApiClient = "channels";

    /// <summary>The HTTP client for callbacks and for the hosts where providers keep files. It reaches only public addresses.</summary>
    internal const string CallbackClient = "callbacks";

    /// <summary>Adds the channels and the endpoints of events, by the settings <c>Channels:…</c> and <c>Events:…</c>.</summary>
    public static IHostApplicationBuilder AddChannels(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<ChannelOptions>, ChannelOptionsValidator>();
        builder.Services.AddOptions<ChannelOptions>()
            .Configure<IConfiguration>((options, configuration) => configuration.GetSection(ChannelOptions.Section).Bind(options))
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<EventOptions>, EventOptionsValidator>();
        builder.Services.AddOptions<EventOptions>()
            .Configure<IConfiguration>((options, configuration) => configuration.GetSection(EventEndpointOptions.Section).Bind(options.Endpoints))
            .ValidateOnStart();
        builder.Services.AddSingleton<IEventEndpoints, EventDirectory>();
        builder.Services.AddSingleton<ChannelDirectory>();
        builder.Services.AddSingleton<IChannelSenders>(services => services.GetRequiredService<ChannelDirectory>());

        // The loggers are removed, because the addresses of requests hold tokens (Telegram) and account ids.
        builder.Services.AddHttpClient(ApiClient, NoTimeout).RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        builder.Services.AddHttpClient(CallbackClient, NoTimeout).RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => GuardedHandler.Create(builder.Environment.IsDevelopment()))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        return builder;
    }

    /// <summary>
    /// Sends lifecycle events to a program that the host itself runs, in the same process, at a private address. If the settings have an
    /// endpoint with the same name, that one is used instead.
    /// </summary>
    public static IHostApplicationBuilder AddOwnEventEndpoint(this IHostApplicationBuilder builder, string name, Uri url, string secret)
    {
        builder.Services.PostConfigure<EventOptions>(options => options.Endpoints.TryAdd(name, new EventEndpointOptions { Url = url, Secret = secret, IsOwn = true }));
        return builder;
    }

    /// <summary>The client has no timeout, because each exchange has a limit of its own.</summary>
    private static void NoTimeout(HttpClient client) => client.Timeout = Timeout.InfiniteTimeSpan;
}
