using CustomerChat.Turn;

namespace CustomerChat.SelfHost.Runtime;

/// <summary>
/// The chats whose turns this process runs, ordered by the time of the next turn. Each chat is in the queue once, and only one turn of a chat runs at a time. If a
/// chat is woken during its turn, the next turn is due at once. The queue takes chats only while it is open: while this process is the one that runs the
/// turns. Thread-safe.
/// </summary>
internal sealed class DueQueue(TimeProvider time)
{
    /// <summary>
    /// When many turns run, a chat that is woken again and again pauses for up to four times as long as its last turn took. So one turn serves several posts in a row.
    /// When no other turn runs, a chat does not pause, because no other chat needs the time.
    /// </summary>
    private const double MostRest = 4;

    /// <summary>When this many other turns run, a chat pauses for as long as its last turn took.</summary>
    private const double Crowd = 4;

    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private readonly PriorityQueue<(string ChatId, long Ticket), DateTimeOffset> _due = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastTicket;
    private int _working;
    private bool _isOpen;

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

    /// <summary>Opens the queue: from now on it takes chats.</summary>
    /// <returns>False = it was open before.</returns>
    public bool Open()
    {
        lock (_lock)
        {
            var wasOpen = _isOpen;
            _isOpen = true;
            return !wasOpen;
        }
    }

    /// <summary>Closes the queue: drops all chats, and takes no more. Turns that are running go on to their end.</summary>
    /// <returns>The chats that were woken for an immediate turn and have not had it.</returns>
    public IReadOnlyList<string> Close()
    {
        lock (_lock)
        {
            var asked = _slots.Where(s => s.Value.Asked || s.Value.Again).Select(s => s.Key).ToList();
            _isOpen = false;
            _slots.Clear();
            _due.Clear();
            return asked;
        }
    }

    /// <summary>Adds a chat, or makes a chat in the queue due earlier.</summary>
    /// <param name="delay">The time until the chat's turn is due.</param>
    /// <param name="reread">True = another process may have changed the chat, so the turn must read it from the store again.</param>
    /// <returns>False = the queue is closed.</returns>
    public bool TryWake(string chatId, TimeSpan delay, bool reread = false)
    {
        lock (_lock)
        {
            if (!_isOpen)
            {
                return false;
            }

            if (!_slots.TryGetValue(chatId, out var slot))
            {
                _slots[chatId] = slot = new Slot { Due = DateTimeOffset.MaxValue };
            }

            slot.Reread |= reread;
            slot.Asked |= delay == TimeSpan.Zero;
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

            return true;
        }
    }

    /// <summary>Waits for the next due chat, and marks its turn as running.</summary>
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

    /// <summary>Gives a chat back after its turn, with the delay until its next turn; null = it needs no more turns.</summary>
    public void Return(DueChat taken, TimeSpan? delay, int failures)
    {
        lock (_lock)
        {
            _working--;
            var chatId = taken.ChatId;
            if (!_slots.TryGetValue(chatId, out var slot) || slot.Ticket != taken.Ticket)
            {
                // The chat was dropped meanwhile, or dropped and added again.
                return;
            }

            var now = time.GetUtcNow();
            (slot.Rest, slot.ReturnedAt) = (Shorter((now - slot.TakenAt) * Math.Min(_working / Crowd, MostRest), LongestRest), now);
            (slot.Working, slot.Failures, var again) = (false, failures, slot.Again);
            slot.Again = false;

            // A turn that failed may not have read the chat.
            slot.Reread |= taken.Reread && failures > 0;
            if (delay is null && !again)
            {
                _slots.Remove(chatId);
                return;
            }

            Schedule(chatId, slot, now + (again ? slot.Rest : delay!.Value));
        }
    }

    /// <summary>What the queue knows about a chat; null = the chat is not in the queue.</summary>
    public RuntimeStatus? Describe(string chatId)
    {
        lock (_lock)
        {
            return !_slots.TryGetValue(chatId, out var slot) ? null
                : new RuntimeStatus(slot.Working ? "a turn is running" : "waits for its next turn", slot.ReturnedAt, slot.Failures);
        }
    }

    private bool TryTake(out DueChat due, out TimeSpan wait)
    {
        var now = time.GetUtcNow();
        while (_due.TryPeek(out var next, out var at))
        {
            if (!_slots.TryGetValue(next.ChatId, out var slot) || slot.Ticket != next.Ticket || slot.Working)
            {
                // The chat was scheduled for another time, or dropped.
                _due.Dequeue();
                continue;
            }

            if (at > now)
            {
                (due, wait) = (default, at - now);
                return false;
            }

            _due.Dequeue();
            _working++;
            (due, wait) = (new DueChat(next.ChatId, slot.Failures, slot.Reread, now - at, slot.Ticket), TimeSpan.Zero);
            (slot.Working, slot.Reread, slot.Asked, slot.TakenAt) = (true, false, false, now);
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

        public bool Asked { get; set; }

        public bool Reread { get; set; }
    }
}
