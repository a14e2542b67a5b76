using System.Net.Sockets;
using Azure;
using Microsoft.Extensions.Logging;

namespace CustomerChat.App;

/// <summary>
/// Logs once a minute that the storage can't be used, with the number of calls that failed. While the storage is down, every chat's turn
/// and every request fails for the same reason, and a stack trace for each would hide everything else. Each single failure is logged at
/// debug level.
/// </summary>
public sealed partial class StorageOutage(TimeProvider time, ILogger<StorageOutage> logger) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private ITimer? _timer;
    private int _failures;
    private string _last = "";

    /// <summary>Counts a failure, if the storage could not be reached, did not answer in time or could not do its work.</summary>
    /// <returns>False = the failure has another cause, and the caller has to log it.</returns>
    public bool Takes(Exception exception)
    {
        if (!Is(exception))
        {
            return false;
        }

        Log.Failed(logger, exception);
        var isFirst = false;
        lock (_lock)
        {
            _last = Kind(exception);
            isFirst = _timer is null;
            _failures += isFirst ? 0 : 1;
            _timer ??= time.CreateTimer(_ => LogFailures(), null, Pause, Pause);
        }

        if (isFirst)
        {
            Log.Unusable(logger, 1, Kind(exception));
        }

        return true;
    }

    /// <summary>
    /// Whether a failure says that the storage is down, overloaded or refuses this process, and does not say that the request is wrong.
    /// Pure.
    /// </summary>
    public static bool Is(Exception exception) => exception switch
    {
        RequestFailedException { Status: 0 or 401 or 403 or 408 or 429 or >= 500 } => true,

        // The client's retries end with this. It holds one failure for each try.
        AggregateException many => many.InnerExceptions.Count > 0 && many.InnerExceptions.All(Is),

        // The connection was reset while the client still set it up.
        SocketException => true,

        // The client's own limit for one call. A caller whose own request was cancelled does not ask.
        OperationCanceledException => true,
        _ => false,
    };

    public void Dispose() => _timer?.Dispose();

    /// <summary>Names the failure without the exception's text, which may hold what was asked for.</summary>
    private static string Kind(Exception exception) => exception switch
    {
        AggregateException many => Kind(many.InnerExceptions[^1]),
        RequestFailedException { Status: 0 } => "no connection",
        RequestFailedException failed => $"HTTP {failed.Status}",
        _ => "no answer in time",
    };

    private void LogFailures()
    {
        int failures;
        string last;
        lock (_lock)
        {
            (failures, last) = (_failures, _last);
            _failures = 0;
            if (failures == 0)
            {
                _timer?.Dispose();
                _timer = null;
                return;
            }
        }

        Log.Unusable(logger, failures, last);
    }

    private static partial class Log
    {
        [LoggerMessage(340, LogLevel.Error, "The storage can't be used ({Kind}): {Failures} calls failed in the last minute. The relay tries again.")]
        public static partial void Unusable(ILogger logger, int failures, string kind);

        [LoggerMessage(341, LogLevel.Debug, "A call to the storage failed.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
