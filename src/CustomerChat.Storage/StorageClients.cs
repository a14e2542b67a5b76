using Azure.Core;

namespace CustomerChat.Storage;

/// <summary>The settings that the clients of tables and blobs share.</summary>
internal static class StorageClients
{
    /// <summary>Sets how often a call is repeated. It also keeps all calls out of the SDK's own logs and traces, because keys hold chat ids.</summary>
    /// <param name="timeout">How long one try may take.</param>
    public static T Configure<T>(T options, TimeSpan timeout)
        where T : ClientOptions
    {
        (options.Retry.Mode, options.Retry.MaxRetries) = (RetryMode.Exponential, 3);
        (options.Retry.Delay, options.Retry.MaxDelay, options.Retry.NetworkTimeout) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(3), timeout);
        (options.Diagnostics.IsLoggingEnabled, options.Diagnostics.IsDistributedTracingEnabled, options.Diagnostics.IsTelemetryEnabled) = (false, false, false);
        return options;
    }
}
