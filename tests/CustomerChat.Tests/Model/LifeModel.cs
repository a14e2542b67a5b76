using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Events;
using CustomerChat.Intake;
using CustomerChat.Tests.Support;
using CustomerChat.Turn;

namespace CustomerChat.Tests.Model;

/// <summary>
/// Two processes that remember, one storage, one contact centre, one customer with a channel. Whatever happens, and between whichever two
/// calls: what was promised holds. One thing is not promised: a provider may deliver a message again after its chat was erased. Nothing may be
/// remembered of it then, so it counts as new, and an agent may read it once more (decisions/0001).
/// </summary>
internal sealed class LifeModel
{
    private readonly FakeEndpoint _endpoint = new();
    private readonly World _world;
    private readonly RelayProcess[] _processes;
    private readonly bool[] _dead = new bool[2];
    private readonly List<(string Id, string Text)> _inbound = [];
    private readonly List<(string Id, int Erasures)> _ends = [];
    private readonly HashSet<string> _kept = [];

    /// <summary>The chats that were given a text under its provider's id, whether they were erased since or not.</summary>
    private readonly Dictionary<string, HashSet<string>> _chatsOf = [];

    /// <summary>How often a text was delivered again when a chat that had it was erased: so often it may have counted as new.</summary>
    private readonly Dictionary<string, int> _news = [];
    private readonly Dictionary<FakeUpstreamChat, List<string>> _said = [];
    private readonly HashSet<string> _reported = [];

    /// <summary>By chat: its chats at the contact centres, in order.</summary>
    private readonly Dictionary<string, List<FakeUpstreamChat>> _upstreams = [];
    private readonly HashSet<string> _erased = [];
    private int _erasures;
    private int _handOvers;
    private bool _logRestarts;
    private int _current;
    private int _depth;
    private bool _isDown;
    private bool _endpointIsDown;
    private string? _lostAt;
    private bool _isSent;
    private int _commits;

    /// <summary>Something came between, or took long: what an act does by itself can't be told then.</summary>
    private bool _interleaved;
    private int _faults;
    private int _number;
    private int _calls;
    private (int In, Action Happens)? _next;
    private Action<OutboundMessage>? _whenSent;
    private Func<OutboundMessage, DeliveryResult>? _answersNext;
    private (string Operation, ContactCenterFault Fault, bool After)? _failsNext;

    public LifeModel(FakeProtocol protocol)
    {
        _world = new World(endpoint: _endpoint);
        (_world.Upstream.Protocol, _world.Upstream.HandOver) = (protocol, new("c2", [], "a person comes"));
        _world.Channel.MaxText = 12;
        _world.Channel.Texts = new ChannelTexts { Closing = "bye" };
        _processes = [_world.Process, _world.Other()];
        _world.Store.At = point => Step(point, isStorage: true);
        _world.Upstream.At = _world.Channel.At = _endpoint.At = point => Step(point, isStorage: false);
        _world.Upstream.Fail = operation => _isDown ? (ContactCenterFault.NotReached, false)
            : _failsNext is { } fails && fails.Operation == operation && (_failsNext = null) is null ? (fails.Fault, fails.After)
            : null;
        _endpoint.Answer = message => _endpointIsDown ? new DeliveryResult.RetryLater(null, "down") : new DeliveryResult.Accepted(message.Id);
        _world.Channel.Answer = message =>
        {
            var answers = _answersNext;
            _answersNext = null;
            return answers?.Invoke(message) ?? new DeliveryResult.Accepted("p-" + message.Id);
        };
    }

    public void Run(IEnumerable<(Act Act, int Process, int Number)> history)
    {
        foreach (var (act, process, number) in history)
        {
            Do(act, process % 2, number);
        }

        Heal();
        AssertWords();
        AssertDeliveries();
        AssertEveryChatEnds();
        AssertEvents();
        AssertErased();
    }

    private void Do(Act act, int process, int number)
    {
        switch (act)
        {
            case Act.Beside:
                _next = (number % 25, () => Beside(1 - _current, number));
                return;
            case Act.SlowCall:
                _next = (number % 25, Pause);
                return;
            case Act.Die:
                _next = (number % 25, () =>
                {
                    _faults++;
                    _dead[_current] = true;
                    throw new ProcessDiedException();
                }
                );
                return;
            case Act.LoseAnswer or Act.StorageFails:
                _lostAt = act == Act.LoseAnswer ? "after" : "before";
                _next = (number % 12, () => { });
                return;
            case Act.SendFails or Act.SendIsUnclear:
                _failsNext = ("SendMessage", act == Act.SendFails ? ContactCenterFault.NoAnswer : ContactCenterFault.Unclear, number % 2 == 0);
                return;
            case Act.OpenFails:
                _failsNext = ("RequestChat", ContactCenterFault.NoAnswer, number % 2 == 0);
                return;
            case Act.ContactCenterIsDown or Act.ContactCenterIsBack:
                _isDown = act == Act.ContactCenterIsDown;
                return;
            case Act.EndpointIsDown or Act.EndpointIsBack:
                _endpointIsDown = act == Act.EndpointIsDown;
                return;
            case Act.ChannelIsBusy:
                _answersNext = _ => new DeliveryResult.RetryLater(TimeSpan.FromSeconds(5), "busy", Counts: false);
                return;
            case Act.ChannelRefuses:
                _answersNext = _ => new DeliveryResult.Refused("no");
                return;
            case Act.ChannelThrows:
                _answersNext = _ => throw new IOException("a sender's own");
                return;
            case Act.ReportOvertakes:
                _whenSent = message => As(1 - _current, p => ReportAsync(p, message));
                return;
            case Act.Wait:
                _world.Time.Advance(TimeSpan.FromSeconds(1 + (number % 10)));
                return;
            case Act.WaitForLeases:
                _world.Time.Advance(TimeSpan.FromSeconds(45));
                return;
            case Act.WaitForADay when number % 3 == 0:
                _world.Time.Advance(TimeSpan.FromHours(25));
                return;
            default:
                As(process, p => DoAsync(act, p, number));
                _next = null;
                _lostAt = null;
                return;
        }
    }

    private async Task DoAsync(Act act, RelayProcess process, int number)
    {
        _erasures += act is Act.Erase or Act.ErasePerson or Act.Retention ? 1 : 0;
        switch (act)
        {
            case Act.Write:
                _inbound.Add(($"m{_number}", $"c{_number++}"));
                await WriteAsync(process, _inbound[^1]);
                break;
            case Act.WriteAgain when _inbound.Count > 0:
                await WriteAgainAsync(process, _inbound[number % _inbound.Count]);
                break;
            case Act.EndWord:
                _ends.Add(($"e{_number++}", _erasures));
                await _world.WriteAsync(_ends[^1].Id, "/end", ends: true, process: process);
                break;
            case Act.EndWordAgain when _ends.Count > 0:
                await EndAgainAsync(process, _ends[number % _ends.Count]);
                break;
            case Act.AgentSays when Upstream() is { State: not ChatState.Idle } chat && !chat.Log.Any(m => m.AsksHandOver):
                Say(chat);
                break;
            case Act.AskHandOver when Upstream() is { State: not ChatState.Idle } chat && number % 2 == 0:
                chat.AskHandOver();
                _handOvers++;
                break;
            case Act.LogRestarts when _world.Upstream.LogMayRestart && Current() is { } head && Of(head) is { } chat:
                _logRestarts = true;
                chat.LogFrom = number % 2 == 0 ? 0 : ReadTo(head, chat.LogFrom);
                break;
            case Act.AgentCloses when Upstream() is { } chat:
                chat.State = ChatState.Idle;
                break;
            case Act.Turn when Pick(_world.Store.Open, number) is { } chatId:
                await process.Relay.TurnAsync(chatId, 0, number % 3 == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(30), default);
                break;
            case Act.TurnAll:
                foreach (var chatId in _world.Store.Open.ToList())
                {
                    await process.Relay.TurnAsync(chatId, 0, TimeSpan.Zero, default);
                }

                break;
            case Act.Report when Pick(_world.Channel.Sent, number) is { } message:
                await ReportAsync(process, message);
                break;
            case Act.Erase when Pick(_world.Store.Chats, number) is { } chatId:
                await EraseAsync(process, chatId);
                break;
            case Act.ErasePerson:
                var receipt = await process.Erasure.EraseAsync("sms", null, "+1", default);
                AssertGone(receipt.Chats);
                break;
            case Act.Retention:
                var before = _world.Store.Chats.ToList();
                await process.Removal.RemoveEndedBeforeAsync(_world.Time.GetUtcNow().AddDays(2), default);
                AssertGone(before.Except(_world.Store.Chats));
                break;
            case Act.OperatorEnds when Pick(_world.Store.Chats, number) is { } chatId:
                await process.Intake.EndAsync(chatId, World.Center, EndReason.Operator, default);
                break;
        }
    }

    /// <summary>What the other process does between two calls of the one that is at work.</summary>
    private void Beside(int process, int number)
    {
        var act = (Act)(new[] { Act.Turn, Act.TurnAll, Act.Write, Act.Erase, Act.ErasePerson, Act.EndWord, Act.AgentSays, Act.AgentCloses, Act.Retention }[number % 9]);
        if (act is Act.Turn or Act.TurnAll && number % 2 == 0)
        {
            Pause();
        }

        As(process, p => DoAsync(act, p, number / 9));
    }

    /// <summary>The process that is at work stands still for longer than any lease.</summary>
    private void Pause()
    {
        if (_isSent)
        {
            // Between a channel's answer and the commit of its receipt nobody else can know that the message was taken.
            _faults++;
        }

        _world.Time.Advance(TimeSpan.FromSeconds(40));
    }

    private async Task WriteAsync(RelayProcess process, (string Id, string Text) message)
    {
        Assert.NotEqual(PostResult.NotFound, await _world.WriteAsync(message.Id, message.Text, process: process));
        _kept.Add(message.Text);
    }

    /// <summary>Delivered again it counts once; but of an erased chat nobody knows what it had.</summary>
    private async Task WriteAgainAsync(RelayProcess process, (string Id, string Text) message)
    {
        var isForgotten = IsForgotten(message.Text);
        try
        {
            await WriteAsync(process, message);
        }
        finally
        {
            // It may have been erased meanwhile.
            if (isForgotten || IsForgotten(message.Text))
            {
                _news[message.Text] = _news.GetValueOrDefault(message.Text) + 1;
            }
        }
    }

    /// <summary>The erasure of a chat that had the text was begun: its conversation does not know the chat any more.</summary>
    private bool IsForgotten(string text) => _erasures > 0 && _chatsOf.GetValueOrDefault(text, []).Except(_world.Store.Remembered).Any();

    /// <summary>An end word that has done its work, or found nothing to do, does nothing when it is delivered again; after an erasure nobody knows of it.</summary>
    private async Task EndAgainAsync(RelayProcess process, (string Id, int Erasures) word)
    {
        var faultless = _faults == 0;
        var open = _world.Store.Chats.Where(c => _world.Store.Head(c).State != ChatState.Idle).ToList();
        await _world.WriteAsync(word.Id, "/end", ends: true, process: process);
        if (faultless && _faults == 0 && word.Erasures == _erasures && !_interleaved)
        {
            Assert.All(open, c => Assert.NotEqual(EndReason.Customer, _world.Store.Head(c).EndReason));
        }
    }

    /// <summary>Notes which chats were just given which texts. One that was carried over from another chat is known there.</summary>
    private void NoteTexts()
    {
        foreach (var chatId in _world.Store.Chats)
        {
            if (Of(_world.Store.Head(chatId)) is { } upstream && !(_upstreams.TryGetValue(chatId, out var known) ? known : _upstreams[chatId] = []).Contains(upstream))
            {
                _upstreams[chatId].Add(upstream);
            }

            if (_world.Store.Entries(chatId) is [.., { Text: { } text, ClientId: ['m', ..] }])
            {
                (_chatsOf.TryGetValue(text, out var chats) ? chats : _chatsOf[text] = []).Add(chatId);
            }
        }
    }

    private async Task EraseAsync(RelayProcess process, string chatId)
    {
        if (await process.Erasure.EraseAsync(chatId, default) is not null)
        {
            AssertGone([chatId]);
        }
    }

    /// <summary>With the receipt nothing is there; and what another had under way does not come back, see <see cref="AssertErased"/>.</summary>
    private void AssertGone(IEnumerable<string> chats)
    {
        foreach (var chatId in chats)
        {
            _erased.Add(chatId);
            Assert.Equal(0, _world.Store.RowsOf(chatId));
        }
    }

    private async Task ReportAsync(RelayProcess process, OutboundMessage message)
    {
        await process.ChannelIntake.ReportAsync(new DeliveryReport(World.AddressOf(), "p-" + message.Id, DeliveryStatus.Delivered), default);
        _reported.Add("p-" + message.Id);
    }

    private void Say(FakeUpstreamChat chat)
    {
        var text = _number % 4 == 0 ? $"a{_number} and a second part" : $"a{_number}";
        _number++;
        chat.Add(EntryType.Text, new Participant("Agnes", "2", ParticipantType.Agent), text);
        (_said.TryGetValue(chat, out var said) ? said : _said[chat] = []).Add(text);
    }

    /// <summary>The contact centre's chat of the conversation's current chat.</summary>
    private FakeUpstreamChat? Upstream() => Current() is { } chat ? Of(chat) : null;

    private Chat? Current() => _world.Store.Chats.LastOrDefault(c => _world.Store.Head(c).Upstream is not null) is { } chatId ? _world.Store.Head(chatId) : null;

    private FakeUpstreamChat? Of(Chat chat) => chat.Upstream?.Value is { } path
        ? _world.Upstream.Chats[int.Parse(path.AsSpan(path.LastIndexOf('u') + 1), System.Globalization.CultureInfo.InvariantCulture) - 1]
        : null;

    private static T? Pick<T>(IEnumerable<T> items, int number)
        where T : class => items.ToList() is { Count: > 0 } list ? list[number % list.Count] : null;

    /// <summary>Does something as one of the processes; one that dies of it is started anew.</summary>
    private void As(int process, Func<RelayProcess, Task> act)
    {
        var before = _current;
        _current = process;
        _isSent &= _depth++ > 0;
        try
        {
            act(_processes[process]).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is ProcessDiedException or AnswerLostException)
        {
        }
        finally
        {
            _current = before;
            _depth--;
            if (_dead[process])
            {
                _dead[process] = false;
                _processes[process] = _world.Other();
            }
        }
    }

    private void Step(string point, bool isStorage)
    {
        if (point == "after commit")
        {
            NoteTexts();
        }

        if (_dead[_current])
        {
            // Once dead, nothing that is still under way does anything more.
            throw new ProcessDiedException();
        }

        Assert.True(++_calls < 10_000, "something goes round in a circle");
        _world.Time.Advance(TimeSpan.FromMilliseconds(1));
        if (_depth == 1 && point == "after send" && _whenSent is { } whenSent && _world.Channel.Sent.Count > 0)
        {
            _whenSent = null;
            whenSent(_world.Channel.Sent[^1]);
        }

        if (_depth == 1)
        {
            // A commit that conflicts is made again.
            _isSent = point switch { "after send" => true, "after commit" => _isSent && _world.Store.Commits == _commits, _ => _isSent };
            _commits = point == "before commit" ? _world.Store.Commits : _commits;
        }

        if (_depth != 1 || _next is not { } next)
        {
            return;
        }

        if (next.In > 0)
        {
            _next = (next.In - 1, next.Happens);
        }
        else if (_lostAt is { } lostAt)
        {
            if (isStorage && point.StartsWith(lostAt, StringComparison.Ordinal))
            {
                _faults++;
                (_next, _lostAt) = (null, null);
                throw new AnswerLostException();
            }
        }
        else if (isStorage)
        {
            _next = null;
            _interleaved = true;
            next.Happens();
        }
    }

    /// <summary>Nothing fails any more, leases run out, and turns go on.</summary>
    private void Heal()
    {
        (_next, _lostAt, _whenSent, _answersNext, _failsNext, _isDown, _endpointIsDown) = (null, null, null, null, null, false, false);
        foreach (var chatId in _world.Store.Tombstones.ToList())
        {
            // Whoever asked for it and got no receipt asks again.
            EraseAsync(_processes[0], chatId).GetAwaiter().GetResult();
            Assert.Contains(chatId, _erased);
        }

        for (var i = 0; i < 8; i++)
        {
            TurnAll();
            _world.Time.Advance(TimeSpan.FromSeconds(45));
        }
    }

    private void TurnAll()
    {
        foreach (var chatId in _world.Store.Open.ToList())
        {
            if (!_world.Store.Chats.Contains(chatId))
            {
                // Noted and never created: whoever opened it died.
                _world.Store.Open.Remove(chatId);
                continue;
            }

            // Whoever is at it, a turn with nothing in its way never fails.
            _current = _number++ % 2;
            _processes[_current].Relay.TurnAsync(chatId, 0, TimeSpan.Zero, default).GetAwaiter().GetResult();
        }
    }

    /// <summary>
    /// Up to where the relay has read a log without a gap: a log that begins anew may forget that much. A log that forgets words which nobody has read is a loss that
    /// the relay can't prevent.
    /// </summary>
    private static int ReadTo(Chat head, int from)
    {
        var seen = head.SeenUpstream.Select(key => int.Parse(key.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)).ToHashSet();
        while (seen.Contains(from + 1))
        {
            from++;
        }

        return from;
    }

    /// <summary>What was answered with success is at the contact centre once and in order, or a dead letter; an agent's words are in the transcript.</summary>
    private void AssertWords()
    {
        var arrived = _world.Upstream.Chats.SelectMany(Words).ToList();
        foreach (var texts in _handOvers == 0 ? [arrived] : _world.Upstream.Chats.Select(c => Words(c).ToList()))
        {
            // What was in doubt when a chat was handed over is sent to its next contact centre as well: that one has nothing of it.
            Assert.All(texts.CountBy(text => text), text => Assert.InRange(text.Value, 1, 1 + _news.GetValueOrDefault(text.Key)));
        }

        var transcripts = _world.Store.Chats.ToDictionary(c => c, c => _world.Store.Entries(c));
        foreach (var text in _kept)
        {
            var places = transcripts.SelectMany(t => t.Value.Where(e => e.Text == text && e.From.Type == ParticipantType.Customer).Select(e => (Chat: t.Key, Entry: e))).ToList();
            if (places.Count == 0)
            {
                Assert.True(_erasures > 0, $"{text} was kept and is in no transcript");
                continue;
            }

            var fallen = _world.Store.Letters.Any(l => l.Direction == "up" && places.Any(p => p.Chat == l.ChatId && p.Entry.Index == l.Index));
            var carriedAway = _erasures > 0 && places.Any(p => _world.Store.Head(p.Chat).EndReason == EndReason.ContactCenter);
            Assert.True(arrived.Contains(text) || fallen || carriedAway, $"{text} was kept and reached nobody");
        }

        foreach (var chatId in _world.Store.Chats)
        {
            var head = _world.Store.Head(chatId);
            if (Of(head) is null)
            {
                continue;
            }

            foreach (var upstream in _upstreams[chatId])
            {
                var there = Words(upstream).Where(text => !_news.ContainsKey(text)).ToList();
                Assert.Equal(there, transcripts[chatId].Where(e => e.Type == EntryType.Text).Select(e => e.Text!).Where(there.Contains));
            }

            var heard = transcripts[chatId].Where(e => e.From.Type == ParticipantType.Agent).Select(e => e.Text!).ToList();
            var said = _upstreams[chatId].SelectMany(u => _said.GetValueOrDefault(u, [])).ToList();

            // A log that was begun anew, and is as long as the old one again, tells nobody what in it came first.
            Assert.Equal(Ordered(said.Where(heard.Contains)), Ordered(heard));
            Assert.True(heard.Count == said.Count || head is { State: ChatState.Idle, EndReason: not EndReason.ContactCenter }, "an agent's words are in no transcript");
        }
    }

    private IEnumerable<string> Ordered(IEnumerable<string> texts) => _logRestarts ? texts.Order() : texts;

    /// <summary>What the customer wrote, without what the relay tells the agent.</summary>
    private static IEnumerable<string> Words(FakeUpstreamChat chat) => chat.CustomersTexts.Where(t => t is ['c', ..]);

    /// <summary>What is in a transcript for the customer was delivered in order, or is a dead letter; twice only where a process or an answer was lost.</summary>
    private void AssertDeliveries()
    {
        var sent = _world.Channel.Sent;
        Assert.True(sent.Count - sent.Select(m => m.Id).Distinct().Count() <= _faults, "something was delivered twice, and nothing had failed");
        foreach (var chatId in _world.Store.Chats)
        {
            var first = sent.Where(m => m.ChatId == chatId).DistinctBy(m => m.Id).ToList();
            Assert.Equal(first.OrderBy(m => m.Entry.Index).Select(m => m.Id), first.Select(m => m.Id));
            foreach (var entry in _world.Store.Entries(chatId).Where(e => e.From.Type != ParticipantType.Customer && e.Type is EntryType.Text or EntryType.Notice))
            {
                var parts = string.Join(' ', first.Where(m => m.Entry.Index == entry.Index).Select(m => m.Text));
                var fallen = _world.Store.Letters.Any(l => l.Direction == "down" && l.ChatId == chatId && l.Index == entry.Index);
                Assert.True(parts == entry.Text || fallen, $"'{entry.Text}' was delivered as '{parts}'");
                Assert.True(_faults > 0 || fallen || !first.Where(m => m.Entry.Index == entry.Index).Take(1).Any(m => _reported.Contains("p-" + m.Id))
                    || entry.Receipt?.Status >= DeliveryStatus.Delivered, "a report was forgotten");
            }
        }
    }

    /// <summary>Two days later every chat is finished, and nobody holds anything.</summary>
    private void AssertEveryChatEnds()
    {
        _world.Upstream.IsConfigured = _number % 2 == 0;
        for (var i = 0; i < 6; i++)
        {
            _world.Time.Advance(TimeSpan.FromHours(25));
            TurnAll();
        }

        Assert.Empty(_world.Store.Open);
        Assert.All(_world.Store.Chats, c => Assert.Equal(ChatPhase.Finished, _world.Store.Head(c).Phase));
    }

    /// <summary>Of every chat that is left the endpoint was told everything, in order, or an event is a dead letter; twice only where something was lost.</summary>
    private void AssertEvents()
    {
        foreach (var chatId in _world.Store.Chats)
        {
            var (head, told) = (_world.Store.Head(chatId), _endpoint.Took.Where(m => m.Chat.Id == chatId).ToList());
            var entries = _world.Store.Entries(chatId);
            var known = told.Select(m => m.Event).Concat(_world.Store.Letters.Where(l => l.ChatId == chatId && l.Event is not null).Select(l => l.Event!))
                .Select(e => (e.Type, e.Index)).ToHashSet();
            (string, long)[] expected =
            [
                (EventTypes.ChatOpened, 0),
                .. entries.Where(e => e is { Type: EntryType.Text, IsOutgoing: true } && !InboundMessage.IsAgain(e.ClientId)).Select(e => (EventTypes.MessageReceived, e.Index)),
                (EventTypes.ChatEnded, 0),

                // A letter whose commit was lost is one of a message that may have been delivered after all.
                .. _world.Store.Letters.Where(l => l.ChatId == chatId && l.Event is null && (_faults == 0 || entries[(int)l.Index - 1].Receipt?.Status == DeliveryStatus.Failed))
                    .Select(l => (EventTypes.MessageFailed, l.Index)),
                .. entries.Where(e => e.Receipt is { Status: DeliveryStatus.Delivered, ProviderId: { } id } && _reported.Contains(id)).Select(e => (EventTypes.MessageDelivered, e.Index)),
            ];
            Assert.Empty(expected.Except(known));
            var first = told.DistinctBy(m => m.Id).Where(m => m.Event.Type == EventTypes.MessageReceived).Select(m => m.Event.Index).ToList();
            Assert.Equal(first.Order(), first);

            // A report that overtook the answer to the send, and comes again, is told again.
            var once = told.Where(m => m.Event.Type is not (EventTypes.MessageDelivered or EventTypes.MessageFailed)).Select(m => m.Id).ToList();
            Assert.True(_faults > 0 || _interleaved || once.Count == once.Distinct().Count(), "something was told twice, and nothing had failed");
        }
    }

    /// <summary>
    /// Of what was erased nothing has come back: not a word in any case, and no letter or note either, unless a process died between
    /// writing one and looking whether the chat was still there.
    /// </summary>
    private void AssertErased() => Assert.All(_erased, chatId =>
    {
        Assert.DoesNotContain(chatId, _world.Store.Chats);
        Assert.Empty(_world.Store.Entries(chatId));
        Assert.True(_faults > 0 || _world.Store.RowsOf(chatId) == 0, "a row of an erased chat has come back");
    });

    private sealed class ProcessDiedException : Exception;

    private sealed class AnswerLostException : Exception;
}
