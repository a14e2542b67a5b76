using CustomerChat.Functions.Chats;
using Microsoft.DurableTask;

namespace CustomerChat.Functions.Tests;

public class ChatOrchestrationTests
{
    private static readonly TurnReport Open = new() { State = "Chatting", LastIndex = 7, DueInMilliseconds = 10_000 };
    private static readonly TurnReport Ended = new() { State = "Idle", LastIndex = 9, Ended = true };

    [Fact]
    public async Task Run_WhenTheChatHasEnded_EndsWithItsStatus()
    {
        var script = await new Script().Turn(Ended).RunAsync();

        Assert.Equal(2, script.Calls.Count);
        Assert.StartsWith("RelayTurn TurnRequest { Version = 1, ChatId = chat-1,", script.Calls[0], StringComparison.Ordinal);
        Assert.Equal("status ChatStatus { State = Idle, LastIndex = 9 }", script.Calls[1]);
        Assert.Null(script.Next);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_WhicheverWins_TurnsAgainAndLeavesNoTimerAndNoWaiterBehind(bool eventWins)
    {
        var script = await new Script().Turn(Open).Turn(Ended).EventWins(eventWins).RunAsync();

        Assert.Equal(2, script.Calls.Count(c => c.StartsWith("RelayTurn", StringComparison.Ordinal)));
        Assert.Contains("timer 00:00:10", script.Calls);
        Assert.Contains("event Wake", script.Calls);
        Assert.All(script.Timers.Concat(script.Events), token => Assert.True(token.IsCancellationRequested));
    }

    [Fact]
    public async Task Run_WhenTheNextPollIsDueSoon_LetsTheActivityWaitForIt()
    {
        var script = await new Script().Turn(Open with { DueInMilliseconds = 1_500, Failures = 2 }).Turn(Ended).RunAsync();

        Assert.Empty(script.Timers);
        Assert.Contains("Failures = 2, DueInMilliseconds = 1500", script.Calls[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhenTheActivityHandsOver_CreatesNoTimer()
    {
        var script = await new Script().Turn(Open with { HandOver = true }).Turn(Ended).RunAsync();

        Assert.Empty(script.Timers);
        Assert.Contains("DueInMilliseconds = 10000", script.Calls[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AfterItsNumberOfTurns_BeginsAnewWithItsStateAndWithoutOldEvents()
    {
        var script = await new Script().Turn(Open with { DueInMilliseconds = 500, Failures = 3 }).RunAsync();

        Assert.Equal(ChatOrchestration.TurnsPerExecution, script.Calls.Count(c => c.StartsWith("RelayTurn", StringComparison.Ordinal)));
        Assert.InRange(ChatOrchestration.TurnsPerExecution, 1, 20);
        Assert.Equal(new ChatLoop { Failures = 3, DueInMilliseconds = 500 }, script.Next);
        Assert.EndsWith("False", script.Calls[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BegunAnew_GoesOnWhereItWas()
    {
        var script = await new Script(new ChatLoop { Failures = 3, DueInMilliseconds = 500 }).Turn(Ended).RunAsync();

        Assert.Contains("Failures = 3, DueInMilliseconds = 500", script.Calls[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhenTheActivityFailsForGood_GoesOnAfterALongerWait()
    {
        var script = await new Script().TurnFails("System.InvalidOperationException").Turn(Ended).EventWins(false).RunAsync();

        Assert.Contains("timer 00:00:15", script.Calls);
        Assert.Contains("Failures = 1", script.Calls.Last(c => c.StartsWith("RelayTurn", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_TheSameHistoryTwice_MakesTheSameCalls()
    {
        static Task<Script> Run() => new Script()
            .Turn(Open).Turn(Open with { DueInMilliseconds = 900 }).TurnFails("System.IO.IOException").Turn(Open).Turn(Ended)
            .EventWins().EventWins(false).EventWins().RunAsync();

        Assert.Equal((await Run()).Calls, (await Run()).Calls);
    }

    [Theory]
    [InlineData("System.IO.IOException", true)]
    [InlineData("System.TimeoutException", true)]
    [InlineData("System.Threading.Tasks.TaskCanceledException", true)]
    [InlineData("System.InvalidOperationException", false)]
    [InlineData("System.ArgumentException", false)]
    public void Transient_OfAFailure_IsOnlyWhatPasses(string errorType, bool transient) =>
        Assert.Equal(transient, Transient.Is(new TaskFailureDetails(errorType, "", null, null, null)));

    [Fact]
    public async Task Run_TheActivity_IsRetriedAFewTimes()
    {
        var script = await new Script().Turn(Ended).RunAsync();
        Assert.Equal(3, script.Options?.Retry?.Policy?.MaxNumberOfAttempts);
    }
}
