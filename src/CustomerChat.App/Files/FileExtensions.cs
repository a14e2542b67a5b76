using CustomerChat.Files;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CustomerChat.App.Files;

internal static class FileExtensions
{
    /// <summary>Adds files, by the settings <c>Files:…</c>.</summary>
    public static void AddFiles(this IServiceCollection services)
    {
        services.AddOptions<ChatFileOptions>().BindConfiguration(ChatFileOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RelayAddress>();
        services.AddSingleton<FileLinks>();
        services.AddSingleton<IFileLinks>(provider => provider.GetRequiredService<FileLinks>());
        services.AddSingleton<FileKeeper>();
        services.AddSingleton<FileFetching>();
        services.AddSingleton<FileUploads>();
        services.AddSingleton<FileApi>();
        services.AddSingleton<IOutboundFiles, OutboundFiles>();
        services.AddHttpClient(OutboundFiles.Client, client => client.Timeout = Timeout.InfiniteTimeSpan).RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(2) })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        services.AddHttpClient(HttpScanner.Client, client => client.Timeout = Timeout.InfiniteTimeSpan).RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        services.AddSingleton<IFileScanner>(provider => provider.GetRequiredService<IOptions<ChatFileOptions>>().Value.Scanner switch
        {
            null => new NoScanner(),
            { Scheme: "clamd" } => ActivatorUtilities.CreateInstance<ClamdScanner>(provider),
            _ => ActivatorUtilities.CreateInstance<HttpScanner>(provider),
        });
    }
}
