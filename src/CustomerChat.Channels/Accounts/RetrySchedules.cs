using System.Collections.Immutable;

namespace CustomerChat.Channels.Accounts;

/// <summary>The waits between tries, after failed deliveries.</summary>
internal static class RetrySchedules
{
    /// <summary>Ten tries over three days: the example of Standard Webhooks 1.0 (https://github.com/standard-webhooks/standard-webhooks).</summary>
    public static readonly ImmutableArray<TimeSpan> Webhooks =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>Customers wait for minutes, not for days: seven tries in about an hour.</summary>
    public static readonly ImmutableArray<TimeSpan> People =
    [
        TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(45),
    ];
}
