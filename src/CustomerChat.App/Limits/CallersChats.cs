using System.Collections.Concurrent;
using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Ledger;

namespace CustomerChat.App.Limits;

/// <summary>Which chats a caller's address has opened here and may still have open. Bounded.</summary>
internal sealed class CallersChats(ChatLedger ledger, int most)
{
    private const int MaxCallers = 10_000;

    private readonly ConcurrentDictionary<string, ImmutableList<string>> _chats = new(StringComparer.Ordinal);

    public async ValueTask<bool> IsFullAsync(string caller, CancellationToken cancellationToken)
    {
        if (most == 0 || !_chats.TryGetValue(caller, out var chats) || chats.Count < most)
        {
            return false;
        }

        // Only at the limit it is looked at which of them have ended.
        foreach (var chatId in chats)
        {
            if (await ledger.GetAsync(chatId, TimeSpan.FromMinutes(1), cancellationToken) is null or { State: ChatState.Idle })
            {
                _chats.AddOrUpdate(caller, [], (_, known) => known.Remove(chatId));
            }
        }

        return _chats.TryGetValue(caller, out var open) && open.Count >= most;
    }

    public void Add(string caller, string chatId)
    {
        if (most == 0)
        {
            return;
        }

        if (_chats.Count >= MaxCallers && !_chats.ContainsKey(caller))
        {
            // So many callers are no one's chats any more: it starts anew rather than grow.
            _chats.Clear();
        }

        _chats.AddOrUpdate(caller, [chatId], (_, known) => known.Add(chatId));
    }
}
