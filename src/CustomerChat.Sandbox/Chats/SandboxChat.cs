namespace CustomerChat.Sandbox.Chats;

/// <summary>A chat in the sandbox's memory. Every public method takes the chat's lock.</summary>
internal sealed class SandboxChat
{
    public const string Waiting = "WaitingForAgent";
    public const string Chatting = "Chatting";
    public const string Idle = "Idle";

    private readonly Lock _lock = new();
    private readonly List<SandboxMessage> _messages = [];
    private readonly List<SandboxParticipant> _participants = [];
    private readonly Dictionary<string, long> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _rejectedBy = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private TimeSpan _longestGap;
    private long _given;
    private int _lastParticipant;

    public SandboxChat(string id, string nickname, string subject, string? queue, IReadOnlyDictionary<string, string> userData, TimeProvider time)
    {
        _time = time;
        (Id, Nickname, Subject, Queue) = (id, nickname, subject, queue ?? "default");
        UserData = new Dictionary<string, string>(userData, StringComparer.Ordinal);
        OpenedAt = WaitingSince = CustomerSeenAt = time.GetUtcNow();
        Join(nickname, "Customer");
    }

    public string Id { get; }

    public string Nickname { get; private set; }

    public string Subject { get; }

    public string Queue { get; private set; }

    public string State { get; private set; } = Waiting;

    /// <summary>The only agent who may accept the waiting chat, because it was transferred to this agent by name; null = any agent.</summary>
    public string? OfferedTo { get; private set; }

    public string? Agent { get; private set; }

    public string? Disposition { get; private set; }

    /// <summary>The data that is known about the customer. A change replaces the whole dictionary.</summary>
    public IReadOnlyDictionary<string, string> UserData { get; private set; }

    /// <summary>The chat's customer may be silent for any length of time.</summary>
    public bool MayBeSilent { get; init; }

    /// <summary>The chat has ended because its customer was silent for too long.</summary>
    public bool IsDropped { get; private set; }

    public DateTimeOffset OpenedAt { get; }

    public DateTimeOffset WaitingSince { get; private set; }

    public DateTimeOffset CustomerSeenAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public IReadOnlyList<SandboxParticipant> Participants
    {
        get
        {
            lock (_lock)
            {
                return [.. _participants];
            }
        }
    }

    /// <summary>The longest time so far without a request from the customer's side.</summary>
    public TimeSpan LongestGap => TimeSpan.FromTicks(Math.Max(_longestGap.Ticks, (_time.GetUtcNow() - CustomerSeenAt).Ticks));

    public void CustomerSeen()
    {
        lock (_lock)
        {
            (_longestGap, CustomerSeenAt) = (LongestGap, _time.GetUtcNow());
        }
    }

    /// <summary>Starts the measurement of <see cref="LongestGap"/> again.</summary>
    public void RestartGap()
    {
        lock (_lock)
        {
            (_longestGap, CustomerSeenAt) = (TimeSpan.Zero, _time.GetUtcNow());
        }
    }

    public bool IsFor(string agent)
    {
        lock (_lock)
        {
            return Agent == agent || (State == Waiting && !_rejectedBy.Contains(agent) && (OfferedTo is null || OfferedTo == agent));
        }
    }

    public IReadOnlyList<SandboxMessage> Messages(long from, bool forAgents)
    {
        lock (_lock)
        {
            return [.. _messages.Skip((int)Math.Clamp(from - 1, 0, _messages.Count)).Where(m => forAgents || !m.ForAgents)];
        }
    }

    /// <summary>The entries that the customer has not got yet.</summary>
    public IReadOnlyList<SandboxMessage> NextMessages()
    {
        lock (_lock)
        {
            var from = _given + 1;
            _given = _messages.Count;
            return Messages(from, forAgents: false);
        }
    }

    /// <summary>The entries from an index on that the customer may see, with the chat's state at the same moment.</summary>
    public ChatLook Look(long from)
    {
        lock (_lock)
        {
            return new ChatLook(Messages(from, forAgents: false), _messages.Count, State == Idle, IsDropped);
        }
    }

    /// <summary>Gives a message a key, for a protocol that gives messages no index.</summary>
    public void Name(string key, long index)
    {
        lock (_lock)
        {
            _keys[key] = index;
        }
    }

    /// <summary>The index of the message with this key; null = no message has it.</summary>
    public long? IndexOf(string key)
    {
        lock (_lock)
        {
            return _keys.TryGetValue(key, out var index) ? index : null;
        }
    }

    public ChatFailure? CustomerSays(
        string type, string? text = null, string? noticeText = null, string? url = null, string? messageType = null, SandboxFile? file = null)
    {
        lock (_lock)
        {
            if (State == Idle)
            {
                return ChatFailure.NotNow;
            }

            Add(type, _participants.First(p => p.Type == "Customer"), text, noticeText, url);
            _messages[^1] = _messages[^1] with { MessageType = messageType, File = file };
            if (Agent == "echo" && type == "Text")
            {
                Add("Text", _participants.Last(p => p.Type == "Agent"), text);
            }

            return null;
        }
    }

    public ChatFailure? CustomerLeaves()
    {
        lock (_lock)
        {
            return State == Idle ? ChatFailure.NotNow : End("Customer");
        }
    }

    /// <summary>Ends the chat when its customer has been silent for longer than the limit; zero = never.</summary>
    public void DropWhenSilent(TimeSpan limit)
    {
        lock (_lock)
        {
            if (limit > TimeSpan.Zero && !MayBeSilent && State != Idle && _time.GetUtcNow() - CustomerSeenAt > limit)
            {
                IsDropped = true;
                End("Customer");
            }
        }
    }

    public ChatFailure? CustomerIsCalled(string nickname)
    {
        lock (_lock)
        {
            if (State == Idle)
            {
                return ChatFailure.NotNow;
            }

            var index = _participants.FindIndex(p => p.Type == "Customer");
            _participants[index] = _participants[index] with { Nickname = nickname };
            Add("NicknameUpdated", _participants[index], noticeText: $"{Nickname} is now {nickname}.");
            Nickname = nickname;
            return null;
        }
    }

    public ChatFailure? CustomerSetsData(IReadOnlyDictionary<string, string> data)
    {
        lock (_lock)
        {
            if (State == Idle)
            {
                return ChatFailure.NotNow;
            }

            UserData = With(data, []);
            return null;
        }
    }

    public ChatFailure? Accept(string agent, string nickname)
    {
        lock (_lock)
        {
            if (State != Waiting)
            {
                return ChatFailure.NotNow;
            }

            (Agent, OfferedTo, State) = (agent, null, Chatting);
            Join(nickname, "Agent");
            return null;
        }
    }

    public ChatFailure? Reject(string agent)
    {
        lock (_lock)
        {
            if (State != Waiting)
            {
                return ChatFailure.NotNow;
            }

            _rejectedBy.Add(agent);
            OfferedTo = OfferedTo == agent ? null : OfferedTo;
            return null;
        }
    }

    public ChatFailure? AgentSays(string agent, string type, string? text = null, string? noticeText = null, string? url = null, bool forAgents = false)
    {
        lock (_lock)
        {
            if (Agent != agent || State != Chatting)
            {
                return ChatFailure.NotNow;
            }

            Add(type, _participants.Last(p => p.Type == "Agent"), text, noticeText, url, forAgents);
            return null;
        }
    }

    /// <summary>The agent leaves, and the chat waits again: in a queue, or for one agent.</summary>
    public ChatFailure? Transfer(string agent, string? queue, string? toAgent)
    {
        lock (_lock)
        {
            if (Agent != agent || State != Chatting)
            {
                return ChatFailure.NotNow;
            }

            Leave("Agent");
            _rejectedBy.Clear();
            (Agent, OfferedTo, Queue, State, WaitingSince) = (null, toAgent, queue ?? Queue, Waiting, _time.GetUtcNow());
            return null;
        }
    }

    public ChatFailure? AgentEnds(string agent)
    {
        lock (_lock)
        {
            return Agent != agent || State != Chatting ? ChatFailure.NotNow : End("Agent");
        }
    }

    public ChatFailure? SetData(string agent, string? disposition, IReadOnlyDictionary<string, string>? set, IEnumerable<string>? remove)
    {
        lock (_lock)
        {
            if (Agent != agent)
            {
                return ChatFailure.NotNow;
            }

            Disposition = disposition ?? Disposition;
            UserData = With(set ?? new Dictionary<string, string>(), remove ?? []);
            return null;
        }
    }

    private Dictionary<string, string> With(IReadOnlyDictionary<string, string> set, IEnumerable<string> remove)
    {
        var data = new Dictionary<string, string>(UserData, StringComparer.Ordinal);
        foreach (var (key, value) in set)
        {
            data[key] = value;
        }

        foreach (var key in remove)
        {
            data.Remove(key);
        }

        return data;
    }

    /// <summary>Ends the chat: all participants leave. The participant who ends the chat leaves first.</summary>
    private ChatFailure? End(string by)
    {
        foreach (var type in _participants.Select(p => p.Type).OrderBy(t => t != by).ToList())
        {
            Leave(type);
        }

        (State, EndedAt) = (Idle, _time.GetUtcNow());
        return null;
    }

    private void Join(string nickname, string type)
    {
        var participant = new SandboxParticipant(nickname, (++_lastParticipant).ToString(System.Globalization.CultureInfo.InvariantCulture), type);
        _participants.Add(participant);
        Add("ParticipantJoined", participant);
    }

    private void Leave(string type)
    {
        if (_participants.FindLast(p => p.Type == type) is { } participant)
        {
            _participants.Remove(participant);
            Add("ParticipantLeft", participant);
        }
    }

    private void Add(string type, SandboxParticipant from, string? text = null, string? noticeText = null, string? url = null, bool forAgents = false) =>
        _messages.Add(new SandboxMessage(_messages.Count + 1, type, from, _time.GetUtcNow())
        {
            Text = text,
            NoticeText = noticeText,
            Url = url,
            ForAgents = forAgents,
        });
}
