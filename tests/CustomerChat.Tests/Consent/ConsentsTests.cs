using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Intake;
using CustomerChat.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.Consent;

public class ConsentsTests
{
    private readonly MemoryConsents _store = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero));
    private readonly Consents _consents;

    public ConsentsTests() => _consents = new Consents(_store, new World().Process.EventWriter, _time);

    [Fact]
    public async Task Stop_ThenStart_RefusesInBetweenAndTellsTheAgentEachTime()
    {
        Assert.Null(await RefusalAsync());
        var stop = await TakeAsync("1", "STOP", ConsentIntent.Stop);
        Assert.Equal(("STOP\n[consent] The customer wants no more messages. Answers are not delivered until they ask for them again.", false), (stop.Text, stop.OpensChat));
        Assert.Equal("The customer has opted out (Word, 2026-01-02). Only the customer can opt in again.", await RefusalAsync());

        var hello = await TakeAsync("2", "hello?", null);
        Assert.Equal("hello?\n[consent] The customer has opted out of messages: answers are not delivered until they ask for them again.", hello.Text);
        Assert.Equal((true, "opted out"), (hello.OpensChat, hello.UserData["consent"]));

        var start = await TakeAsync("3", "START", ConsentIntent.Start);
        Assert.Equal(("START\n[consent] The customer has opted in again.", false), (start.Text, start.OpensChat));
        Assert.Null(await RefusalAsync());
        Assert.Equal(ConsentState.OptedIn, _store.Records[Ann].State);
    }

    /// <summary>With a file the agent reads another text: the notice is in it, too.</summary>
    [Theory]
    [InlineData(ConsentIntent.Stop)]
    [InlineData(null)]
    public void Decide_OfAMessageWithAFile_TellsTheAgentInEachOfItsTexts(ConsentIntent? intent)
    {
        var known = new ConsentRecord(Ann, ConsentState.OptedOut, ConsentCause.Word, _time.GetUtcNow());
        var message = new InboundMessage(Ann, "c", "7", "look https://a.example/1", "Ann", "sms")
        {
            TextBeside = "look",
            Consent = intent is { } i ? new ConsentSignal(i, ConsentCause.Word) : null,
        };

        var told = ConsentRules.Decide(known, message, _time.GetUtcNow()).Message;

        Assert.StartsWith("look https://a.example/1\n[consent] The customer ", told.Text, StringComparison.Ordinal);
        Assert.Equal(told.Text.Replace(" https://a.example/1", "", StringComparison.Ordinal), told.TextBeside);
    }

    [Fact]
    public async Task Stop_DeliveredAgainAfterAStart_ChangesNothing()
    {
        await TakeAsync("1", "STOP", ConsentIntent.Stop);
        await TakeAsync("2", "START", ConsentIntent.Start);
        Assert.False((await TakeAsync("1", "STOP", ConsentIntent.Stop)).OpensChat);
        Assert.Null(await RefusalAsync());
    }

    [Fact]
    public async Task StartOrYes_OfWhoHasNotOptedOut_IsAnOrdinaryMessage()
    {
        var yes = await TakeAsync("1", "yes", ConsentIntent.Start);
        Assert.Equal(("yes", true), (yes.Text, yes.OpensChat));
        Assert.Empty(_store.Records);
    }

    [Theory]
    [InlineData(ConsentCause.Word, true, "HELP")]
    [InlineData(ConsentCause.Provider, false, "HELP\n[consent] The provider has answered this question for help.")]
    public async Task Help_OpensAChatUnlessTheProviderHasAnswered(ConsentCause cause, bool opens, string text)
    {
        var help = await TakeAsync("1", "HELP", ConsentIntent.Help, cause);
        Assert.Equal((text, opens), (help.Text, help.OpensChat));
    }

    [Theory]
    [InlineData("sms", false)]
    [InlineData("messenger", true)]
    [InlineData("telegram", true)]
    public async Task Block_ReportedByARefusal_IsLiftedByWritingWhereABlockedCustomerCannotWrite(string channel, bool lifted)
    {
        var customer = Ann with { Channel = channel };
        await _consents.RefusedByProviderAsync(customer, "HTTP 403: blocked", default);
        Assert.Equal((ConsentCause.Refusal, "HTTP 403: blocked"), (_store.Records[customer].Cause, _store.Records[customer].Reason));
        Assert.NotNull(await _consents.RefusalAsync(customer, default));

        await _consents.TakeAsync(Message("1", "hello", customer), default);

        Assert.Equal(lifted, await _consents.RefusalAsync(customer, default) is null);
    }

    [Fact]
    public async Task Reaction_OfWhoHasBlocked_LiftsNothing()
    {
        var customer = Ann with { Channel = "telegram" };
        await _consents.RefusedByProviderAsync(customer, null, default);
        await _consents.TakeAsync(Message("1", "[reaction] x", customer) with { OpensChat = false }, default);
        Assert.NotNull(await _consents.RefusalAsync(customer, default));
    }

    [Fact]
    public async Task Marketing_Stopped_LeavesAnswersGoing()
    {
        await TakeAsync("1", "[system] x", ConsentIntent.Stop, ConsentCause.Provider, ConsentScope.Marketing);
        Assert.Null(await RefusalAsync());
        Assert.Equal((ConsentState.OptedOut, ConsentScope.Marketing), (_store.Records[Ann].State, _store.Records[Ann].Scope));
        await _consents.RefusedByProviderAsync(Ann with { Channel = "whatsapp" }, "131050", default);
        Assert.Null(await _consents.RefusalAsync(Ann with { Channel = "whatsapp" }, default));

        // STOP is more than that, and its switch does not take it back.
        await TakeAsync("2", "STOP", ConsentIntent.Stop);
        Assert.NotNull(await RefusalAsync());
        await TakeAsync("3", "[system] x", ConsentIntent.Start, ConsentCause.Provider, ConsentScope.Marketing);
        Assert.NotNull(await RefusalAsync());
    }

    [Fact]
    public async Task Person_WithSeveralAddresses_HasOneConsentThatMovesWithThem()
    {
        ChannelAddress At(string address) => new("whatsapp", "main", address);
        InboundMessage From(string id, string address, string[] aliases, string[]? former = null) =>
            Message(id, "x", At(address)) with { Aliases = [.. aliases], FormerAddresses = [.. former ?? []] };
        await _consents.TakeAsync(From("1", "DE.1", []) with { Consent = new ConsentSignal(ConsentIntent.Stop) }, default);
        Assert.Null(await _consents.RefusalAsync(At("4917"), default));
        _time.Advance(TimeSpan.FromMinutes(1));
        await _consents.TakeAsync(From("2", "4917", ["DE.1"]), default);
        Assert.NotNull(await _consents.RefusalAsync(At("4917"), default));

        await _consents.TakeAsync(From("3", "4918", ["DE.2"], ["4917", "DE.1"]) with { OpensChat = false }, default);
        Assert.NotNull(await _consents.RefusalAsync(At("4918"), default));
        Assert.NotNull(await _consents.RefusalAsync(At("DE.2"), default));

        await _consents.TakeAsync(From("4", "4918", ["DE.2"]) with { Consent = new ConsentSignal(ConsentIntent.Start) }, default);
        Assert.Null(await _consents.RefusalAsync(At("4918"), default));
        Assert.Null(await _consents.RefusalAsync(At("DE.2"), default));
    }

    [Fact]
    public async Task Operator_CorrectsWithAReason()
    {
        await TakeAsync("1", "STOP", ConsentIntent.Stop);
        var record = await _consents.CorrectAsync(Ann, ConsentState.OptedIn, "asked by telephone", default);
        Assert.Equal((ConsentState.OptedIn, ConsentCause.Operator, "asked by telephone"), (record.State, record.Cause, record.Reason));
        Assert.Null(await RefusalAsync());
    }

    [Fact]
    public async Task Customer_WithNothingAgainst_IsAskedForOnceInAWhileAndAStopIsSeenAtOnce()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(await RefusalAsync());
        }

        Assert.Equal(1, _store.Reads);
        await TakeAsync("1", "STOP", ConsentIntent.Stop);
        Assert.NotNull(await RefusalAsync());

        // Another process has recorded it.
        await _consents.CorrectAsync(Ann, ConsentState.OptedIn, "x", default);
        Assert.Null(await RefusalAsync());
        _store.Records[Ann] = _store.Records[Ann] with { State = ConsentState.OptedOut };
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.NotNull(await RefusalAsync());
    }

    private static readonly ChannelAddress Ann = new("sms", "main", "+15005550006");

    private Task<string?> RefusalAsync() => _consents.RefusalAsync(Ann, default);

    private Task<InboundMessage> TakeAsync(
        string id, string text, ConsentIntent? intent, ConsentCause cause = ConsentCause.Word, ConsentScope scope = ConsentScope.All) =>
        _consents.TakeAsync(Message(id, text, Ann) with { Consent = intent is { } known ? new ConsentSignal(known, cause, scope) : null }, default);

    private static InboundMessage Message(string id, string text, ChannelAddress from) => new(from, "c1", id, text, "Ann", "s");
}
