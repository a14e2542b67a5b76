using CustomerChat.Chats;
using CustomerChat.Turn;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace CustomerChat.Tests.Turn;

public class PollScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RelayOptions Options = new();

    [Theory]
    [InlineData(ChatState.Chatting, 0, 1)]
    [InlineData(ChatState.Chatting, 30, 1)]
    [InlineData(ChatState.Chatting, 31, 1.5)]
    [InlineData(ChatState.Chatting, 34, 3)]
    [InlineData(ChatState.Chatting, 48, 10)]
    [InlineData(ChatState.Chatting, 100_000, 10)]
    [InlineData(ChatState.WaitingForAgent, 0, 2)]
    [InlineData(ChatState.WaitingForAgent, 60, 2)]
    [InlineData(ChatState.WaitingForAgent, 62, 3)]
    [InlineData(ChatState.WaitingForAgent, 100, 5)]
    public void Next_AfterAQuietTime_GrowsFromFastToSlow(ChatState state, double quietSeconds, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), PollSchedule.Next(Quiet(state, quietSeconds), Now, Options));

    [Theory]
    [InlineData(1, null, 0.5, 1)]
    [InlineData(3, null, 0, 4)]
    [InlineData(3, null, 1, 2)]
    [InlineData(50, null, 0, 20)]
    [InlineData(1, 7.0, 0, 7)]
    [InlineData(1, 600.0, 0, 30)]
    [InlineData(1, 0.0, 0, 1)]
    [InlineData(1, -5.0, 0, 1)]
    public void AfterFailure_InARow_DoublesOrObeys(int failures, double? retryAfter, double jitter, double seconds) =>
        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            PollSchedule.AfterFailure(failures, retryAfter is { } s ? TimeSpan.FromSeconds(s) : null, jitter));

    [Property]
    public Property EveryWait_WhateverHappened_IsAtMostThirtySeconds() => Prop.ForAll(
        Gen.Choose(-1000, 1_000_000).Zip(Gen.Choose(0, 1000)).ToArbitrary(),
        p =>
        {
            var options = new RelayOptions { SlowPoll = TimeSpan.FromSeconds(30) };
            var waits = new[]
            {
                PollSchedule.Next(Quiet(ChatState.Chatting, p.Item1), Now, options),
                PollSchedule.Next(Quiet(ChatState.WaitingForAgent, p.Item1), Now, options),
                PollSchedule.AfterFailure(p.Item2, TimeSpan.FromSeconds(p.Item1), 0.5),
                PollSchedule.AfterFailure(p.Item2, null, 0.5),
            };
            return waits.All(w => w > TimeSpan.Zero && w <= PollSchedule.Longest);
        });

    private static Chat Quiet(ChatState state, double seconds) =>
        Chat.Open("x", new ChatOpening("c", "Ann", "s"), Now) with { State = state, LastActivityAt = Now.AddSeconds(-seconds) };
}
