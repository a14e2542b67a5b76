using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerChat.Operating;

/// <summary>
/// The daily work of the relay: it removes chats, figures and audit entries that are older than their retention. Both hosts call it by
/// their own timer.
/// </summary>
public sealed partial class Housekeeping(
    IChatRetention retention, IMinutes minutes, IAuditLog audit, IOptions<RetentionOptions> options, TimeProvider time, ILogger<Housekeeping> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await retention.IndexAddressesAsync(cancellationToken);
        if (options.Value.Days > 0)
        {
            var removed = await retention.RemoveEndedBeforeAsync(time.GetUtcNow().AddDays(-options.Value.Days), cancellationToken);
            if (removed > 0)
            {
                Log.Removed(logger, removed, options.Value.Days);
            }
        }

        await minutes.RemoveBeforeAsync(time.GetUtcNow() - Minute.KeptFor, cancellationToken);
        await audit.RemoveBeforeAsync(time.GetUtcNow().AddDays(-options.Value.AuditDays), cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(500, LogLevel.Information, "{Chats} chats were removed that had ended more than {Days} days ago.")]
        public static partial void Removed(ILogger logger, int chats, int days);
    }
}
