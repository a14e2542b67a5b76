using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CustomerChat.Chats;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Delivery;

/// <summary>
/// Holds the messages of an account whose provider refuses the account itself. One message, of any chat, is tried every half minute; the
/// others wait. When the provider accepts one, all go out.
/// </summary>
public sealed partial class AccountFaults
{
    /// <summary>How long after a refusal the provider of the account is tried again.</summary>
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a fault is shown after a process last saw it. If an account has no messages, its provider is not tried, so nobody knows
    /// whether the fault still exists.
    /// </summary>
    private static readonly TimeSpan ShownFor = TimeSpan.FromMinutes(10);

    private readonly IAccountFaults _store;
    private readonly TimeProvider _time;
    private readonly ILogger<AccountFaults> _logger;
    private readonly ConcurrentDictionary<(string Channel, string Account), (AccountFault Fault, DateTimeOffset AskAt)> _known = new();

    public AccountFaults(IAccountFaults store, TimeProvider time, ILogger<AccountFaults> logger)
    {
        (_store, _time, _logger) = (store, time, logger);
        Telemetry.Meter.CreateObservableGauge(
            "customerchat.accounts.at_fault",
            () => _known.Keys.Select(a => new Measurement<int>(1, new("channel", a.Channel), new("account", a.Account))),
            "{account}",
            "Channel accounts whose provider accepts no messages until somebody corrects the cause.");
    }

    /// <summary>Why a message to an account is not tried now, and how long it must wait; null = it may be tried.</summary>
    public (string Reason, TimeSpan Wait)? Find(ChannelAddress to)
    {
        var now = _time.GetUtcNow();
        while (_known.TryGetValue((to.Channel, to.Account), out var known))
        {
            if (known.AskAt > now)
            {
                return (known.Fault.Reason, known.AskAt - now);
            }

            // The first caller tries the provider, for all messages of the account.
            if (_known.TryUpdate((to.Channel, to.Account), (known.Fault, now + AskAgainAfter), known))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>
    /// Records the result of a message. It never throws: the row is only for operators, and if the provider has accepted the message, that
    /// must still be committed.
    /// </summary>
    public async Task NoteAsync(ChannelAddress to, DeliveryResult result, CancellationToken cancellationToken)
    {
        var (account, now) = ((to.Channel, to.Account), _time.GetUtcNow());
        try
        {
            if (result is DeliveryResult.AccountFault fault)
            {
                var since = _known.TryGetValue(account, out var known) ? known.Fault.Since : now;
                var next = new AccountFault(to.Channel, to.Account, fault.Reason, since, now);
                _known[account] = (next, now + AskAgainAfter);
                await _store.SaveAsync(next, cancellationToken);
            }
            else if (result is DeliveryResult.Accepted && _known.TryRemove(account, out _))
            {
                await _store.RemoveAsync(to.Channel, to.Account, cancellationToken);
            }
        }
        catch (Exception e)
        {
            // The next refusal writes the row again. A row that could not be removed is not shown for longer than ten minutes.
            Log.NotStored(_logger, to.Channel, to.Account, e);
        }
    }

    /// <summary>The accounts at fault, as any process has recently seen them.</summary>
    public async Task<IReadOnlyList<AccountFault>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await _store.ListAsync(cancellationToken)).Where(f => _time.GetUtcNow() - f.SeenAt < ShownFor).OrderBy(f => f.Channel, StringComparer.Ordinal).ThenBy(f => f.Account, StringComparer.Ordinal)];

    private static partial class Log
    {
        [LoggerMessage(703, LogLevel.Warning, "Channel {Channel}, account {Account}: whether the account is at fault could not be stored, so operators may see an old state.")]
        public static partial void NotStored(ILogger logger, string channel, string account, Exception exception);
    }
}
