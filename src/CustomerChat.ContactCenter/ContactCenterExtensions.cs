using System.Net.Sockets;
using CustomerChat.Turn;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;

namespace CustomerChat.ContactCenter;

public static class ContactCenterExtensions
{
    internal const string HttpClientName = "contact-center";

    /// <summary>Adds the clients of the contact centres that the settings <c>ContactCenters:{id}:…</c> describe.</summary>
    public static IHostApplicationBuilder AddContactCenters(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<ContactCenterDirectoryOptions>, ContactCenterOptionsValidator>();
        builder.Services.AddOptions<ContactCenterDirectoryOptions>()
            .Configure<IConfiguration>((options, configuration) => options.Add(configuration.GetSection(ContactCenterOptions.Section).Get<Dictionary<string, ContactCenterOptions>>() ?? []))
            .ValidateOnStart();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ContactCenterDirectory>();
        builder.Services.AddSingleton<IContactCenters>(services => services.GetRequiredService<ContactCenterDirectory>());
        builder.Services.AddHttpClient(HttpClientName, client =>
            {
                // Each contact centre has its own timeout, which CenterHttp applies. The size below is the limit for a reply.
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.MaxResponseContentBufferSize = 64 * 1024 * 1024;
            })
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                // A redirect could lead to another host. Cookies would mix up customers.
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            .AddResilienceHandler("get-again", pipeline => pipeline.AddRetry(new HttpRetryStrategyOptions
            {
                // Only a GET may be repeated safely, and only a dropped connection is worth an immediate retry. The poll schedule retries everything else.
                ShouldHandle = outcome => ValueTask.FromResult(
                    outcome.Outcome.Exception is HttpRequestException or SocketException && outcome.Context.GetRequestMessage()?.Method == HttpMethod.Get),
                MaxRetryAttempts = 1,
                Delay = TimeSpan.FromMilliseconds(100),
                BackoffType = DelayBackoffType.Constant,
            }));
        return builder;
    }
}
