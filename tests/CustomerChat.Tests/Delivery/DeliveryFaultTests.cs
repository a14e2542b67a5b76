using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Ledger;
using CustomerChat.Tests.Support;
using CustomerChat.Turn;
using Moq;

namespace CustomerChat.Tests.Delivery;

/// <summary>Deliveries are counted exactly, whatever is slow, lost or done by another.</summary>
public class DeliveryFaultTests
{
    private readonly World _world = new();

    [Fact]
    public async Task Lease_TakenAfterASlowPoll_IsGoodForTheWholeDelivery()
    {
        var chat = await OpenAsync();
        var other = _world.OtherRelay();
        _world.Upstream.Say("once");
        _world.Upstream.Takes = operation => Advance(operation == "GetMessages" ? 31 : 0);
        _world.Channel.Takes = async () =>
        {
            // The other relay's turn comes while the message is on its way.
            _world.Channel.Takes = () => Task.CompletedTask;
            _world.Upstream.Takes = _ => Task.CompletedTask;
            await other.TurnAsync(chat, 0, TimeSpan.Zero, default);
        };

        await _world.TurnAsync(chat);
        await _world.TurnAsync(chat);

        Assert.Equal(["once"], _world.Channel.Sent.Select(m => m.Text));
    }

    [Fact]
    public async Task Entry_ThatAnotherFinished_CostsNothingOfTheNext()
    {
        _world.Channel.MaxText = 10;
        var chat = await OpenAsync();
        _world.Upstream.Say("aaaa aaaa bbbb bbbb");
        _world.Upstream.Say("cccc cccc dddd dddd");
        var other = _world.OtherRelay();
        _world.Channel.Takes = async () =>
        {
            // So slow that the lease runs out: another delivers the entry, and only the first part of the next.
            _world.Channel.Takes = () => Task.CompletedTask;
            await Advance(40);
            _world.Channel.Answer = m => m.Text.StartsWith("cccc", StringComparison.Ordinal)
                ? new DeliveryResult.RetryLater(TimeSpan.FromSeconds(1), "busy", Counts: false)
                : new DeliveryResult.Accepted(m.Id);
            await other.TurnAsync(chat, 0, TimeSpan.Zero, default);
            _world.Channel.Answer = m => new DeliveryResult.Accepted(m.Id);
        };

        await _world.TurnAsync(chat);
        await HealAsync(chat);

        Assert.Equal(["aaaa aaaa", "bbbb bbbb", "cccc cccc", "dddd dddd"], _world.Channel.Sent.DistinctBy(m => m.Id).Select(m => m.Text));
        Assert.Equal(_world.Store.Head(chat).LastIndex, _world.Store.Head(chat).DeliveredThrough);
    }

    [Fact]
    public async Task Lease_WhoseCommitsAnswerWasLost_IsNotWaitedFor()
    {
        var chat = await OpenAsync();
        _world.Upstream.Say("at once");
        _world.Store.At = point =>
        {
            if (point == "after commit")
            {
                _world.Store.At = _ => { };
                throw new IOException("The answer was lost.");
            }
        };
        await Assert.ThrowsAsync<IOException>(() => _world.TurnAsync(chat));
        Assert.NotNull(_world.Store.Head(chat).DeliveryLease);

        await _world.TurnAsync(chat);

        Assert.Equal(["at once"], _world.Channel.Sent.Select(m => m.Text));
    }

    [Fact]
    public async Task Receipt_WhoseCommitFailed_IsNotSentAgain()
    {
        var chat = await OpenAsync();
        _world.Upstream.Say("once");
        _world.Channel.Takes = () =>
        {
            _world.Store.At = point => _ = point == "before commit" ? throw new IOException() : 0;
            return Task.CompletedTask;
        };
        await Assert.ThrowsAsync<IOException>(() => _world.TurnAsync(chat));
        (_world.Store.At, _world.Channel.Takes) = (_ => { }, () => Task.CompletedTask);

        await HealAsync(chat);

        Assert.Equal(["once"], _world.Channel.Sent.Select(m => m.Text));
        Assert.Equal("p-" + _world.Channel.Sent[0].Id, _world.Store.Entries(chat)[^1].Receipt?.ProviderId);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    public async Task ManyParts_ThatAreSlow_MakeNoTurnLongerThanFifteenSeconds(int seconds)
    {
        _world.Channel.MaxText = 10;
        var chat = await OpenAsync();
        _world.Upstream.Say(string.Join(' ', Enumerable.Range(0, 19).Select(i => $"part{i:D5}")));
        _world.Channel.Takes = () => Advance(seconds);
        var polls = 0;
        _world.Upstream.At = point => polls += point == "before GetMessages" ? 1 : 0;
        for (var turns = 1; _world.Channel.Sent.Count < 19; turns++)
        {
            var began = _world.Time.GetUtcNow();
            await _world.TurnAsync(chat);
            Assert.InRange(_world.Time.GetUtcNow() - began, TimeSpan.Zero, TimeSpan.FromSeconds(15));
            Assert.Equal(turns, polls);
        }

        Assert.Equal(Enumerable.Range(0, 19).Select(i => $"part{i:D5}"), _world.Channel.Sent.Select(m => m.Text));
    }

    [Fact]
    public async Task ManyTexts_ThatTheContactCenterTakesSlowly_MakeNoTurnLongerThanFifteenSeconds()
    {
        var world = new World(inline: false);
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        for (var i = 0; i < 20; i++)
        {
            await world.PostAsync(chat, $"t{i}");
        }

        world.Upstream.Takes = operation =>
        {
            world.Time.Advance(TimeSpan.FromSeconds(operation == "SendMessage" ? 4 : 0));
            return Task.CompletedTask;
        };
        for (var turns = 0; world.Upstream.CustomersTexts.Count() < 20; turns++)
        {
            var began = world.Time.GetUtcNow();
            await world.TurnAsync(chat);
            Assert.InRange(world.Time.GetUtcNow() - began, TimeSpan.Zero, TimeSpan.FromSeconds(15));
            Assert.InRange(turns, 0, 20);
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"t{i}"), world.Upstream.CustomersTexts);
    }

    /// <summary>What a slow poll has settled is sent by the next turn: this one would take the time of the poll and of the send.</summary>
    [Fact]
    public async Task Text_ThatASlowPollFindsUnsent_MakesNoTurnLongerThanFifteenSeconds()
    {
        var world = new World(inline: false);
        var chat = await world.OpenAsync();
        await world.TurnAsync(chat);
        await world.PostAsync(chat, "in doubt");
        world.Upstream.Fail = o => o == "SendMessage" ? (ContactCenterFault.NoAnswer, false) : null;
        await world.TurnAsync(chat);
        world.Upstream.Fail = _ => null;
        world.Time.Advance(TimeSpan.FromSeconds(30));
        var polls = 0;
        world.Upstream.Takes = operation =>
        {
            world.Time.Advance(TimeSpan.FromSeconds(operation == "SendMessage" || (operation == "GetMessages" && ++polls == 1) ? 9 : 0));
            return Task.CompletedTask;
        };
        for (var turns = 0; !world.Upstream.CustomersTexts.Any(); turns++)
        {
            var began = world.Time.GetUtcNow();
            await world.TurnAsync(chat);
            Assert.InRange(world.Time.GetUtcNow() - began, TimeSpan.Zero, TimeSpan.FromSeconds(15));
            Assert.InRange(turns, 0, 2);
        }
    }

    [Fact]
    public async Task Sender_ThatThrows_IsAFailureThatCounts()
    {
        var chat = await OpenAsync();
        _world.Channel.Answer = _ => throw new IOException("The answer broke off.");
        _world.Upstream.Say("one");
        for (var i = 0; i < 5; i++)
        {
            await _world.TurnAsync(chat);
            _world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Contains("3 tries", Assert.Single(_world.Store.Letters).Reason, StringComparison.Ordinal);
    }

    /// <summary>A message is under way when the host stops: its answer is waited for and stored, and the next process goes on at once.</summary>
    [Fact]
    public async Task Stop_WhileAMessageIsBeingSent_KeepsItsReceiptAndSendsNothingMore()
    {
        var chat = await OpenAsync();
        _world.Upstream.Say("one");
        _world.Upstream.Say("two");
        using var stop = new CancellationTokenSource();
        var answered = new TaskCompletionSource();
        _world.Channel.Takes = () => answered.Task;
        var turn = _world.Relay.TurnAsync(chat, 0, ChatLedger.AnyAge, stop.Token);
        await stop.CancelAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(2));
        answered.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn);

        Assert.Equal(["one"], _world.Channel.Sent.Select(m => m.Text));
        Assert.Null(_world.Store.Head(chat).DeliveryLease);
        _world.Start();
        await _world.TurnAsync(chat);
        Assert.Equal(["one", "two"], _world.Channel.Sent.Select(m => m.Text));
    }

    [Fact]
    public async Task Stop_WhileAMessageIsNotAnswered_WaitsForThreeSecondsOnly()
    {
        var chat = await OpenAsync();
        _world.Upstream.Say("one");
        using var stop = new CancellationTokenSource();
        _world.Channel.Takes = () => new TaskCompletionSource().Task;
        var turn = _world.Relay.TurnAsync(chat, 0, ChatLedger.AnyAge, stop.Token);
        await stop.CancelAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(turn.IsCompleted);

        _world.Time.Advance(TimeSpan.FromSeconds(0.1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.True(_world.Store.Head(chat) is { HasUndelivered: true, DeliveryLease: null });
    }

    /// <summary>A template went out just when the host stopped: it is not sent a second time.</summary>
    [Fact]
    public async Task Stop_WhileTheTemplateIsBeingSent_HoldsTheAnswerBehindIt()
    {
        (_world.Channel.AnswerWindow, _world.Channel.HasTemplate) = (TimeSpan.FromHours(24), true);
        _world.Options.IdleTimeout = _world.Options.MaxDuration = _world.Options.NoAgentTimeout = TimeSpan.FromDays(7);
        var chat = await OpenAsync();
        _world.Time.Advance(TimeSpan.FromHours(25));
        _world.Upstream.Say("one");
        using var stop = new CancellationTokenSource();
        var answered = new TaskCompletionSource();
        _world.Channel.Takes = () => answered.Task;
        var turn = _world.Relay.TurnAsync(chat, 0, ChatLedger.AnyAge, stop.Token);
        await stop.CancelAsync();
        answered.SetResult();
        await Record.ExceptionAsync(() => turn);
        Assert.NotNull(_world.Store.Head(chat).HeldSince);
        _world.Start();
        await HealAsync(chat);

        Assert.True(Assert.Single(_world.Channel.Sent).IsTemplate);
    }

    /// <summary>A message that is due while another process delivers: the turn waits for the lease instead of running again at once.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Turn_WhileAnotherDelivers_ComesAgainWhenTheLeaseExpires(bool wasPutOff)
    {
        var chat = await OpenAsync();
        _world.Upstream.Say("one");
        _world.Channel.Answer = _ => new DeliveryResult.RetryLater(TimeSpan.FromSeconds(1), "busy", Counts: false);
        await _world.TurnAsync(chat);
        _world.Time.Advance(TimeSpan.FromSeconds(2));
        var other = _world.Other();
        await other.Ledger.ChangeAsync(chat, c => new ChatChange(wasPutOff ? c : c with { DeliverAfter = null }) { Lease = ChannelDelivery.Lease }, default);
        await _world.Ledger.GetAsync(chat, TimeSpan.Zero, default);

        var result = await _world.TurnAsync(chat);

        Assert.Empty(_world.Channel.Sent);
        Assert.InRange(result.Delay, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Report_ThatOvertakesTheAnswerToTheSend_IsAppliedWhenTheIdIsKnown()
    {
        var chat = await OpenAsync();
        var other = _world.Other();
        _world.Upstream.Say("one");
        _world.Channel.Answer = m => new DeliveryResult.Accepted("SM1");
        _world.Channel.Takes = () => ReportAsync(other, "SM1", DeliveryStatus.Failed, "30005");

        await _world.TurnAsync(chat);

        var receipt = _world.Store.Entries(chat).Single(e => e.Text == "one").Receipt!;
        Assert.Equal(new DeliveryReceipt(receipt.Index, "SM1", DeliveryStatus.Failed, "30005"), receipt);
        Assert.Empty(_world.Store.Head(chat).EarlyReports);
    }

    [Fact]
    public async Task Report_ThatOvertakesTheAnswer_OfAChatThatManyHaveFollowed_IsAppliedAsWell()
    {
        var chat = await OpenAsync();
        var other = _world.Other();
        _world.Upstream.Say("one");
        _world.Channel.Answer = _ => new DeliveryResult.Accepted("SM1");
        _world.Channel.Takes = async () =>
        {
            _world.Channel.Takes = () => Task.CompletedTask;
            for (var i = 0; i < 5; i++)
            {
                await _world.WriteAsync($"e{i}", "/end", ends: true, process: other);
                await _world.WriteAsync($"m{i}", "again", process: other);
            }

            await ReportAsync(other, "SM1", DeliveryStatus.Delivered);
        };

        await _world.TurnAsync(chat);

        Assert.NotEqual(chat, await _world.ChatOfAsync());
        Assert.Equal(DeliveryStatus.Delivered, _world.Store.Entries(chat).Single(e => e.Text == "one").Receipt?.Status);
    }

    [Fact]
    public async Task Report_OfAMessageWhoseReceiptIsCommittedJustAfterItWasLookedFor_IsApplied()
    {
        var chat = await OpenAsync();
        var other = _world.Other();
        _world.Upstream.Say("one");
        _world.Channel.Answer = _ => new DeliveryResult.Accepted("SM1");
        _world.Store.At = point =>
        {
            if (point == "after report")
            {
                _world.Store.At = _ => { };
                _world.TurnAsync(chat).GetAwaiter().GetResult();
            }
        };

        await ReportAsync(other, "SM1", DeliveryStatus.Delivered);

        Assert.Equal(DeliveryStatus.Delivered, _world.Store.Entries(chat).Single(e => e.Text == "one").Receipt?.Status);
    }

    [Fact]
    public async Task Report_OfAMessageThatNobodyKnows_IsNotKept()
    {
        var chat = await OpenAsync();
        _world.Upstream.Say("one");
        await _world.TurnAsync(chat);
        await ReportAsync(_world.Process, "of another program", DeliveryStatus.Delivered);
        Assert.Empty(_world.Store.Head(chat).EarlyReports);
    }

    [Fact]
    public async Task Replay_OfALetterOfSeveralParts_GoesOnWhereItStoppedAndKeepsTheReceipt()
    {
        _world.Channel.MaxText = 10;
        var chat = await OpenAsync();
        _world.Channel.Answer = m => m.Text.StartsWith("bbbb", StringComparison.Ordinal) ? new DeliveryResult.Refused("no") : new DeliveryResult.Accepted("p-" + m.Id);
        _world.Upstream.Say("aaaa aaaa bbbb bbbb cccc cccc");
        await _world.TurnAsync(chat);
        var letter = Assert.Single(_world.Store.Letters);
        Assert.Equal(1, letter.Parts);

        _world.Channel.Answer = m => m.Text.StartsWith("cccc", StringComparison.Ordinal) ? new DeliveryResult.RetryLater(null, "busy") : new DeliveryResult.Accepted("p-" + m.Id);
        Assert.False((await _world.Process.Replay.ReplayAsync(letter.Id, default)).Done);
        Assert.Equal(2, Assert.Single(_world.Store.Letters).Parts);
        Assert.Equal(DeliveryStatus.Failed, Receipt()?.Status);
        _world.Channel.Answer = m => new DeliveryResult.Accepted("p-" + m.Id);
        Assert.True((await _world.Process.Replay.ReplayAsync(letter.Id, default)).Done);

        Assert.Equal(["aaaa aaaa", "bbbb bbbb", "cccc cccc"], _world.Channel.Sent.Select(m => m.Text));
        Assert.Empty(_world.Store.Letters);
        Assert.Null(_world.Store.Head(chat).DeliveryLease);
        Assert.Equal(DeliveryStatus.Accepted, Receipt()?.Status);
        await ReportAsync(_world.Process, "p-" + _world.Channel.Sent[^1].Id, DeliveryStatus.Delivered);
        Assert.Equal(DeliveryStatus.Delivered, Receipt()?.Status);

        DeliveryReceipt? Receipt() => _world.Store.Entries(chat).Single(e => e.Index == letter.Index).Receipt;
    }

    [Fact]
    public async Task Replay_WhileTheAccountIsAtFault_KeepsTheLetterWithThatReasonAndGoesOnWhenItIsMended()
    {
        _world.Channel.MaxText = 10;
        var chat = await OpenAsync();
        _world.Channel.Answer = m => m.Text.StartsWith("bbbb", StringComparison.Ordinal) ? new DeliveryResult.Refused("no") : new DeliveryResult.Accepted(m.Id);
        _world.Upstream.Say("aaaa aaaa bbbb bbbb");
        await _world.TurnAsync(chat);
        var letter = Assert.Single(_world.Store.Letters);
        _world.Channel.Answer = _ => new DeliveryResult.AccountFault("HTTP 401: the token has expired");

        // However often: a letter is not given up, and it holds nothing else up.
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(new(Found: true, Done: false, "HTTP 401: the token has expired"), await _world.Process.Replay.ReplayAsync(letter.Id, default));
            Assert.Equal(("HTTP 401: the token has expired", 1), (Assert.Single(_world.Store.Letters).Reason, _world.Store.Letters[0].Parts));
            Assert.Null(_world.Store.Head(chat).DeliveryLease);
            Assert.Null(_world.Store.Head(chat).DeliverAfter);
        }

        _world.Channel.Answer = m => new DeliveryResult.Accepted(m.Id);
        Assert.True((await _world.Process.Replay.ReplayAsync(letter.Id, default)).Done);
        Assert.Equal(["aaaa aaaa", "bbbb bbbb"], _world.Channel.Sent.Select(m => m.Text));
        Assert.Empty(_world.Store.Letters);
    }

    /// <summary>The ids show a receiver what it gets a second time: each part has its own, and it stays the same.</summary>
    [Fact]
    public async Task Ids_OfPartsAndTemplate_AreDistinctAndStay()
    {
        (_world.Channel.MaxText, _world.Channel.AnswerWindow, _world.Channel.HasTemplate) = (10, TimeSpan.FromHours(24), true);
        _world.Options.IdleTimeout = _world.Options.MaxDuration = _world.Options.NoAgentTimeout = TimeSpan.FromDays(7);
        var chat = await OpenAsync();
        _world.Time.Advance(TimeSpan.FromHours(25));
        _world.Upstream.Say("aaaa aaaa bbbb bbbb cccc cccc");
        await HealAsync(chat);
        var answer = _world.Store.Entries(chat).Single(e => e.From.Type == ParticipantType.Agent).Index;
        var tries = new List<string>();
        _world.Channel.Answer = m =>
        {
            tries.Add(m.Id);
            return tries.Count == 2 ? new DeliveryResult.RetryLater(null, "busy") : new DeliveryResult.Accepted(m.Id);
        };
        await _world.WriteAsync("2", "yes?");
        await HealAsync(chat);

        Assert.Equal($"{chat}-{answer}-template", _world.Channel.Sent[0].Id);
        Assert.Equal([$"{chat}-{answer}", $"{chat}-{answer}-2", $"{chat}-{answer}-2", $"{chat}-{answer}-3"], tries);
    }

    /// <summary>A rate limit comes after the schedule was used up: the message waits, and the turn does not fail.</summary>
    [Fact]
    public async Task Retry_ThatDoesNotCountAfterTheScheduleIsUsedUp_Waits()
    {
        var chat = await OpenAsync();
        _world.Upstream.Say("one");
        var calls = 0;
        _world.Channel.Answer = _ => new DeliveryResult.RetryLater(null, "busy", Counts: ++calls <= 2);
        for (var i = 0; i < 5; i++)
        {
            await _world.TurnAsync(chat);
            _world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        _world.Channel.Answer = m => new DeliveryResult.Accepted(m.Id);
        await _world.TurnAsync(chat);

        Assert.Equal(5, calls);
        Assert.Equal(["one"], _world.Channel.Sent.Select(m => m.Text));
        Assert.Empty(_world.Store.Letters);
    }

    /// <summary>A commit between two parts fails: this process goes on with the next turn, and does not wait until its own lease expires.</summary>
    [Fact]
    public async Task Parts_WhoseCommitFailed_GoOnAtOnce()
    {
        _world.Channel.MaxText = 10;
        var chat = await OpenAsync();
        _world.Upstream.Say("aaaa aaaa bbbb bbbb");
        _world.Channel.Takes = () =>
        {
            _world.Store.At = point => _ = point == "before commit" ? throw new IOException() : 0;
            return Task.CompletedTask;
        };
        await Assert.ThrowsAsync<IOException>(() => _world.TurnAsync(chat));
        (_world.Store.At, _world.Channel.Takes) = (_ => { }, () => Task.CompletedTask);

        await _world.TurnAsync(chat);

        Assert.Equal(["aaaa aaaa", "bbbb bbbb"], _world.Channel.Sent.Select(m => m.Text));
    }

    [Fact]
    public async Task Replay_WhileAnotherMessageIsBeingDelivered_IsLeftForLater()
    {
        var chat = await OpenAsync();
        _world.Channel.Answer = _ => new DeliveryResult.Refused("no");
        _world.Upstream.Say("one");
        await _world.TurnAsync(chat);
        var letter = Assert.Single(_world.Store.Letters);
        _world.Channel.Answer = m => new DeliveryResult.Accepted(m.Id);
        await _world.Other().Ledger.ChangeAsync(chat, c => new ChatChange(c) { Lease = ChannelDelivery.Lease }, default);
        await _world.Ledger.GetAsync(chat, TimeSpan.Zero, default);

        var result = await _world.Process.Replay.ReplayAsync(letter.Id, default);

        Assert.Equal((true, false), (result.Found, result.Done));
        Assert.Contains("being delivered", result.Reason, StringComparison.Ordinal);
        Assert.Empty(_world.Channel.Sent);
        Assert.Single(_world.Store.Letters);

        _world.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.True((await _world.Process.Replay.ReplayAsync(letter.Id, default)).Done);
        Assert.True(Assert.Single(_world.Channel.Sent).IsReplay);

        // The account's receiver may have been turned off by the refusal: the replay turns it on.
        _world.Switch.Verify(s => s.SetAsync("sms", "main", false, It.IsAny<CancellationToken>()));
        Assert.False((await _world.Process.Replay.ReplayAsync(letter.Id, default)).Found);
    }

    /// <summary>The operator closes the page in the middle of a replay: the letter knows which parts the channel has, and the next replay sends the rest.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Replay_WhoseCallerGoes_KeepsWhatWasSent(bool inTheLastPart)
    {
        _world.Channel.MaxText = 10;
        var chat = await OpenAsync();
        _world.Channel.Answer = _ => new DeliveryResult.Refused("no");
        _world.Upstream.Say("aaaa aaaa bbbb bbbb");
        await _world.TurnAsync(chat);
        var letter = Assert.Single(_world.Store.Letters);
        _world.Channel.Answer = m => new DeliveryResult.Accepted(m.Id);
        using var gone = new CancellationTokenSource();
        var sends = 0;
        _world.Channel.Takes = () => ++sends == (inTheLastPart ? 2 : 1) ? gone.CancelAsync() : Task.CompletedTask;

        await _world.Process.Replay.ReplayAsync(letter.Id, gone.Token);
        Assert.Equal(inTheLastPart ? [] : [1], _world.Store.Letters.Select(l => l.Parts));
        await _world.Process.Replay.ReplayAsync(letter.Id, default);

        Assert.Equal(["aaaa aaaa", "bbbb bbbb"], _world.Channel.Sent.Select(m => m.Text));
        Assert.Empty(_world.Store.Letters);
    }

    private static Task ReportAsync(RelayProcess process, string providerId, DeliveryStatus status, string? error = null) =>
        process.ChannelIntake.ReportAsync(new DeliveryReport(World.AddressOf(), providerId, status, error), default);

    private Task Advance(int seconds)
    {
        _world.Time.Advance(TimeSpan.FromSeconds(seconds));
        return Task.CompletedTask;
    }

    private async Task HealAsync(string chat)
    {
        for (var i = 0; i < 4; i++)
        {
            await _world.TurnAsync(chat);
            _world.Time.Advance(TimeSpan.FromSeconds(40));
        }
    }

    private async Task<string> OpenAsync()
    {
        await _world.WriteAsync("1", "hello");
        var chat = await _world.ChatOfAsync();
        await _world.TurnAsync(chat);
        await _world.Ledger.GetAsync(chat, ChatLedger.AnyAge, default);
        return chat;
    }
}
