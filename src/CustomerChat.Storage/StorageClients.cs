using Azure.Core;

namespace CustomerChat.Storage;

/// <summary>How the clients of tables and blobs behave alike.</summary>
internal static class StorageClients
{
    /// <summary>Sets how often a call is repeated, and that nothing of a call reaches the SDK's own logs and traces: keys hold chat ids.</summary>
    /// <param name="options">A client's options.</param>
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
