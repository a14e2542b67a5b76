using System.Net.Sockets;
using Azure;
using Microsoft.Extensions.Logging;

namespace CustomerChat.App;

/// <summary>
/// Says once a minute that the storage can't be used, with the number of calls that failed: while it is down every chat's turn and every request fails for
/// the same reason, and a stack trace for each would hide everything else. Each single failure is logged at debug.
/// </summary>
public sealed partial class StorageOutage(TimeProvider time, ILogger<StorageOutage> logger) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private ITimer? _timer;
    private int _failures;
    private string _last = "";

    /// <summary>Counts a failure, if it came from a storage that could not be reached, did not answer in time or was not able to.</summary>
    /// <returns>False: it was something else, and is the caller's to log.</returns>
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
            _timer ??= time.CreateTimer(_ => Tell(), null, Pause, Pause);
        }

        if (isFirst)
        {
            Log.Unusable(logger, 1, Kind(exception));
        }

        return true;
    }

    /// <summary>Whether a failure says that the storage is down, overloaded or refuses this process, and nothing of the request. Pure.</summary>
    public static bool Is(Exception exception) => exception switch
    {
        RequestFailedException { Status: 0 or 401 or 403 or 408 or 429 or >= 500 } => true,

        // What the client's retries end with: one failure for each of them.
        AggregateException many => many.InnerExceptions.Count > 0 && many.InnerExceptions.All(Is),

        // A connection that is reset while the client still sets it up.
        SocketException => true,

        // The client's own limit for one call. A caller that has cancelled does not ask.
        OperationCanceledException => true,
        _ => false,
    };

    public void Dispose() => _timer?.Dispose();

    /// <summary>Without the exception's text, which may hold what was asked for.</summary>
    private static string Kind(Exception exception) => exception switch
    {
        AggregateException many => Kind(many.InnerExceptions[^1]),
        RequestFailedException { Status: 0 } => "no connection",
        RequestFailedException failed => $"HTTP {failed.Status}",
        _ => "no answer in time",
    };

    private void Tell()
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
        [LoggerMessage(340, LogLevel.Error, "The storage can't be used ({Kind}): {Failures} calls failed in the last minute. What was being done is tried again.")]
        public static partial void Unusable(ILogger logger, int failures, string kind);

        [LoggerMessage(341, LogLevel.Debug, "A call of the storage failed.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
