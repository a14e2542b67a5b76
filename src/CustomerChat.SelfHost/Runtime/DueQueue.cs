using CustomerChat.Turn;

namespace CustomerChat.SelfHost.Runtime;

/// <summary>
/// The chats whose turns this process runs, by the time of the next turn. A chat is in it once, is handed out once at a time, and
/// a wake-up while it is being worked on makes it due again at once. It takes chats only while it is open: while this process
/// is the one that runs the turns. Thread-safe.
/// </summary>
internal sealed class DueQueue(TimeProvider time)
{
    /// <summary>
    /// In a crowd, a chat that is woken again and again pauses for up to four times as long as its last turn took: so many posts in a row share a turn. A chat alone
    /// does not pause: there is nobody to whom it would leave its time.
    /// </summary>
    private const double MostRest = 4;

    /// <summary>So many other turns at once make a chat pause for as long as its last turn took.</summary>
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

    /// <summary>From now on chats are taken.</summary>
    /// <returns>False: it was open before.</returns>
    public bool Open()
    {
        lock (_lock)
        {
            var wasOpen = _isOpen;
            _isOpen = true;
            return !wasOpen;
        }
    }

    /// <summary>Drops all chats, and takes none from now on. Turns that are being worked on are finished.</summary>
    /// <returns>The chats that were woken for a turn at once and have not had it.</returns>
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

    /// <summary>Adds a chat, or makes one that is there due earlier.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="delay">When its turn is due.</param>
    /// <param name="reread">What this process knows of it is out of date.</param>
    /// <returns>False: the queue is closed.</returns>
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
    public void Return(DueChat taken, TimeSpan? delay, int failures)
    {
        lock (_lock)
        {
            _working--;
            var chatId = taken.ChatId;
            if (!_slots.TryGetValue(chatId, out var slot) || slot.Ticket != taken.Ticket)
            {
                // Dropped meanwhile, or dropped and taken up anew.
                return;
            }

            var now = time.GetUtcNow();
            (slot.Rest, slot.ReturnedAt) = (Shorter((now - slot.TakenAt) * Math.Min(_working / Crowd, MostRest), LongestRest), now);
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
