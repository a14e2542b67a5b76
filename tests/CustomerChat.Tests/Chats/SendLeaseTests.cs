using CustomerChat.Chats;

namespace CustomerChat.Tests.Chats;

public class SendLeaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(30_000, true)]
    [InlineData(15_000, true)]
    [InlineData(14_999, false)]
    [InlineData(-1, false)]
    public void Allows_AUseOfTenSeconds_LeavesTheLastFiveToClocksThatDiffer(int left, bool allowed) =>
        Assert.Equal(allowed, new ChatLease("a", Now.AddMilliseconds(left)).Allows(TimeSpan.FromSeconds(10), Now));
}
