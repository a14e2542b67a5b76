using CustomerChat.App;
using CustomerChat.Operating;

namespace CustomerChat.SelfHost.Runtime;

/// <summary>The self-host's timer for the housekeeping: it runs once at the start, and then once a day.</summary>
internal sealed partial class DailyHousekeeping(Housekeeping housekeeping, StorageOutage outage, TimeProvider time, ILogger<DailyHousekeeping> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromDays(1), time);
        using var stop = stoppingToken.Register(timer.Dispose);
        do
        {
            try
            {
                await housekeeping.RunAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!outage.Takes(e))
                {
                    Log.Failed(logger, e);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
        while (await timer.WaitForNextTickAsync(CancellationToken.None));
    }

    private static partial class Log
    {
        [LoggerMessage(410, LogLevel.Error, "Chats whose retention time is over could not be removed. The relay tries again tomorrow.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
