using CustomerChat.Turn;

namespace CustomerChat.SelfHost.Runtime;

/// <summary>
/// The chats of this host by the time of their next turn. A chat is in it once, is handed out once at a time, and a wake-up
/// while it is being worked on makes it due again at once. Thread-safe.
/// </summary>
internal sealed class DueQueue(TimeProvider time)
{
    /// <summary>
    /// A chat that is woken again and again rests for four times as long as its last turn took: a fifth of its time is turns. So many posts in
    /// a row share a turn, the more of them the busier the host is; one alone is not held up.
    /// </summary>
    private const int RestFor = 4;

    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private readonly PriorityQueue<(string ChatId, long Ticket), DateTimeOffset> _due = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastTicket;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _slots.Count;
            }
        }
    }

    /// <summary>Adds a chat, or makes one that is there due earlier.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="delay">When its turn is due.</param>
    /// <param name="reread">What this process knows of it is out of date.</param>
    public void Wake(string chatId, TimeSpan delay, bool reread = false)
    {
        lock (_lock)
        {
            if (!_slots.TryGetValue(chatId, out var slot))
            {
                _slots[chatId] = slot = new Slot { Due = DateTimeOffset.MaxValue };
            }

            slot.Reread |= reread;
            var (due, rested) = (time.GetUtcNow() + delay, slot.ReturnedAt + slot.Rest);
            due = rested > due ? rested.Value : due;
            if (slot.Working)
            {
                slot.Again = true;
            }
            else if (due < slot.Due)
            {
                Schedule(chatId, slot, due);
            }
        }
    }

    /// <summary>Waits for the next due chat, and marks it as being worked on.</summary>
    public async Task<DueChat> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan wait;
            Task changed;
            lock (_lock)
            {
                if (TryTake(out var due, out wait))
                {
                    return due;
                }

                changed = _changed.Task;
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(changed, Task.Delay(wait, time, stop.Token));
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Gives a chat back with the delay of its next turn; null = there is none.</summary>
    public void Return(string chatId, TimeSpan? delay, int failures)
    {
        lock (_lock)
        {
            if (!_slots.TryGetValue(chatId, out var slot))
            {
                return;
            }

            var now = time.GetUtcNow();
            (slot.Rest, slot.ReturnedAt) = (Shorter((now - slot.TakenAt) * RestFor, LongestRest), now);
            (slot.Working, slot.Failures, var again) = (false, failures, slot.Again);
            slot.Again = false;
            if (delay is null && !again)
            {
                _slots.Remove(chatId);
                return;
            }

            Schedule(chatId, slot, now + (again ? slot.Rest : delay!.Value));
        }
    }

    /// <summary>What is known of a chat; null when it is not in the queue.</summary>
    public RuntimeStatus? Describe(string chatId)
    {
        lock (_lock)
        {
            return !_slots.TryGetValue(chatId, out var slot) ? null
                : new RuntimeStatus(slot.Working ? "a turn is running" : "waits for its next turn", slot.ReturnedAt, slot.Failures);
        }
    }

    /// <summary>Drops chats that are another host's now.</summary>
    public void Drop(Func<string, bool> isGone)
    {
        lock (_lock)
        {
            foreach (var chatId in _slots.Keys.Where(isGone).ToList())
            {
                _slots.Remove(chatId);
            }
        }
    }

    private bool TryTake(out DueChat due, out TimeSpan wait)
    {
        var now = time.GetUtcNow();
        while (_due.TryPeek(out var next, out var at))
        {
            if (!_slots.TryGetValue(next.ChatId, out var slot) || slot.Ticket != next.Ticket || slot.Working)
            {
                // Scheduled anew since, or dropped.
                _due.Dequeue();
                continue;
            }

            if (at > now)
            {
                (due, wait) = (default, at - now);
                return false;
            }

            _due.Dequeue();
            (due, wait) = (new DueChat(next.ChatId, slot.Failures, slot.Reread, now - at), TimeSpan.Zero);
            (slot.Working, slot.Reread, slot.TakenAt) = (true, false, now);
            return true;
        }

        (due, wait) = (default, TimeSpan.FromMinutes(1));
        return false;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void Schedule(string chatId, Slot slot, DateTimeOffset due)
    {
        (slot.Due, slot.Ticket) = (due, ++_lastTicket);
        var earliest = !_due.TryPeek(out _, out var first) || due < first;
        _due.Enqueue((chatId, slot.Ticket), due);
        if (earliest)
        {
            _changed.TrySetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private sealed class Slot
    {
        public DateTimeOffset Due { get; set; }

        public long Ticket { get; set; }

        public int Failures { get; set; }

        public DateTimeOffset TakenAt { get; set; }

        public DateTimeOffset? ReturnedAt { get; set; }

        public TimeSpan Rest { get; set; }

        public bool Working { get; set; }

        public bool Again { get; set; }

        public bool Reread { get; set; }
    }
}
