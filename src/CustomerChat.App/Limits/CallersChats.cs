using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Intake;
using CustomerChat.Ledger;

namespace CustomerChat.App.Limits;

/// <summary>
/// The chats that a caller has opened in this process and that may still be open. Bounded: when the memory is full, the caller that was
/// seen longest ago is forgotten first. Thread-safe.
/// </summary>
internal sealed class CallersChats(ChatLedger ledger, int most)
{
    /// <summary>How many callers are remembered.</summary>
    internal const int MaxCallers = 10_000;

    private readonly Lock _lock = new();
    private readonly LeastRecent<string, ImmutableList<string>> _chats = new(MaxCallers);

    public async ValueTask<bool> IsFullAsync(string caller, CancellationToken cancellationToken)
    {
        if (most == 0 || Of(caller) is not { } chats || chats.Count < most)
        {
            return false;
        }

        // The relay checks only at the limit which of the chats have ended.
        foreach (var chatId in chats)
        {
            if (await ledger.GetAsync(chatId, TimeSpan.FromMinutes(1), cancellationToken) is null or { State: ChatState.Idle })
            {
                Change(caller, known => known.Remove(chatId));
            }
        }

        return Of(caller)?.Count >= most;
    }

    public void Add(string caller, string chatId)
    {
        if (most > 0)
        {
            Change(caller, known => known.Add(chatId));
        }
    }

    private ImmutableList<string>? Of(string caller)
    {
        lock (_lock)
        {
            return _chats.TryGet(caller, out var chats) ? chats : null;
        }
    }

    private void Change(string caller, Func<ImmutableList<string>, ImmutableList<string>> change)
    {
        lock (_lock)
        {
            _chats.Set(caller, change(_chats.TryGet(caller, out var known) ? known : []));
        }
    }
}
