using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CustomerChat.Chats;

namespace CustomerChat.Delivery;

/// <summary>
/// Holds the messages of an account whose provider refuses the account itself: one of them is tried every half minute, whichever chat it is
/// of, and the rest wait. When one is taken, all go out.
/// </summary>
public sealed class AccountFaults
{
    /// <summary>An account at fault is asked again after this.</summary>
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(30);

    /// <summary>What no process has seen for so long is not known any more: an account without messages is not asked.</summary>
    private static readonly TimeSpan ShownFor = TimeSpan.FromMinutes(10);

    private readonly IAccountFaults _store;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<(string Channel, string Account), (AccountFault Fault, DateTimeOffset AskAt)> _known = new();

    public AccountFaults(IAccountFaults store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        Telemetry.Meter.CreateObservableGauge(
            "customerchat.accounts.at_fault",
            () => _known.Keys.Select(a => new Measurement<int>(1, new("channel", a.Channel), new("account", a.Account))),
            "{account}",
            "Channel accounts whose provider takes nothing until people have mended something.");
    }

    /// <summary>Why a message to an account is not tried now, and until when; null = it may be.</summary>
    public (string Reason, TimeSpan Wait)? Hold(ChannelAddress to)
    {
        var now = _time.GetUtcNow();
        while (_known.TryGetValue((to.Channel, to.Account), out var known))
        {
            if (known.AskAt > now)
            {
                return (known.Fault.Reason, known.AskAt - now);
            }

            // Whoever comes first asks the provider, for all.
            if (_known.TryUpdate((to.Channel, to.Account), (known.Fault, now + AskAgainAfter), known))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Takes in what came of a message.</summary>
    public async Task NoteAsync(ChannelAddress to, DeliveryResult result, CancellationToken cancellationToken)
    {
        var (account, now) = ((to.Channel, to.Account), _time.GetUtcNow());
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

    /// <summary>The accounts at fault, as any process has seen them lately.</summary>
    public async Task<IReadOnlyList<AccountFault>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await _store.ListAsync(cancellationToken)).Where(f => _time.GetUtcNow() - f.SeenAt < ShownFor).OrderBy(f => f.Channel, StringComparer.Ordinal).ThenBy(f => f.Account, StringComparer.Ordinal)];
}
