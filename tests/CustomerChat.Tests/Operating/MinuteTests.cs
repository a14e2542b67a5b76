using System.Collections.Immutable;
using CustomerChat.Operating;

namespace CustomerChat.Tests.Operating;

public class MinuteTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 0, TimeSpan.Zero);

    [Fact]
    public void Steps_OfTwoProcesses_AddUpWithinAMinuteAndTakeTheMostOfSeveral()
    {
        var steps = Minute.Steps(
            [
                Of(At, 2, 1, (MinuteKinds.PollLag, 1)), Of(At, 3, 0, (MinuteKinds.PollLag, 4)), Of(At.AddMinutes(-1), 4, 2, (MinuteKinds.PollLag, 2)), Of(At.AddMinutes(1), 1, 0, (MinuteKinds.Opened, 1)),
            ],
            TimeSpan.FromMinutes(5));

        Assert.Equal(At.AddMinutes(-4), Assert.Single(steps, s => s.At < At.AddMinutes(1)).At);
        Assert.Equal([(5, 2), (1, 0)], steps.Select(s => (s.Open, s.Waiting)));
        Assert.Equal(new Figure(3, 7, 4), steps[0].Total(MinuteKinds.PollLag));
        Assert.Equal((5, new Figure(3, 7, 4)), (Minute.Whole(At, steps).Open, Minute.Whole(At, steps).Total(MinuteKinds.PollLag)));
    }

    [Fact]
    public void Steps_OfNothing_AreNone()
    {
        Assert.Empty(Minute.Steps([], TimeSpan.FromMinutes(1)));
        Assert.Equal((0, null), (Minute.Whole(At, []).Open, Minute.Whole(At, []).Total(MinuteKinds.PollLag).Mean));
    }

    [Theory]
    [InlineData("customerchat.messages", "direction=up,channel=sms,account=main", "in sms main -")]
    [InlineData("customerchat.messages", "direction=down,channel=web", "out web - -")]
    [InlineData("customerchat.turns", "result=ok", null)]
    [InlineData("customerchat.turns", "result=failed", "pollFailed - - -")]
    [InlineData("customerchat.deliveries", "channel=sms,account=main,result=Accepted", "delivered sms main -")]
    [InlineData("customerchat.deliveries", "channel=sms,account=main,result=RetryLater,reason=HTTP 503", "later sms main HTTP 503")]
    [InlineData("customerchat.deliveries", "channel=sms,account=main,result=AccountFault,reason=20003", "atFault sms main 20003")]
    [InlineData("customerchat.deliveries", "channel=sms,account=main,result=Refused,reason=21610", null)]
    [InlineData("customerchat.deliveries.failed", "channel=sms,account=main,reason=21610", "failed sms main 21610")]
    [InlineData("customerchat.upstream.duration", "contact_center=c1,operation=GetChat,result=ok", "center - c1 -")]
    [InlineData("customerchat.upstream.duration", "contact_center=c1,operation=GetChat,result=NoAnswer", "center - c1 NoAnswer")]
    [InlineData("customerchat.dead_letters", "direction=down", "deadLetter - - down")]
    [InlineData("customerchat.conflicts", "", null)]
    public void KeyOf_AMeasurement_IsWhatItCountsFor(string instrument, string tags, string? expected)
    {
        var key = MinuteRules.KeyOf(instrument, Tags(tags));

        Assert.Equal(expected, key is null ? null : string.Join(' ', new[] { key.What, key.Channel, key.Account, key.Reason }.Select(p => p ?? "-")));
    }

    [Fact]
    public void KeyOf_AReasonThatIsTooLong_IsCut() =>
        Assert.Equal(MinuteRules.MaxReason + 1, MinuteRules.KeyOf("customerchat.deliveries.failed", Tags("reason=" + new string('x', 500)))!.Reason!.Length);

    private static KeyValuePair<string, object?>[] Tags(string tags) =>
        [.. tags.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(t => t.Split('=')).Select(t => KeyValuePair.Create(t[0], (object?)t[1]))];

    private static Minute Of(DateTimeOffset at, int open, int waiting, (string What, double Value) figure) =>
        new(at) { Open = open, Waiting = waiting, Figures = ImmutableDictionary<MinuteKey, Figure>.Empty.Add(new(figure.What), Figure.Of(figure.Value)) };
}
