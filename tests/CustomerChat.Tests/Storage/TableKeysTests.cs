using CustomerChat.Operating;
using CustomerChat.Storage;

namespace CustomerChat.Tests.Storage;

public class TableKeysTests
{
    [Fact]
    public void Keys_ForAChat_AreExactlyThese()
    {
        Assert.Equal("chat", TableKeys.Head);
        Assert.Equal("cursor", TableKeys.Cursor);
        Assert.Equal("m|0000000001", TableKeys.Entry(1));
        Assert.Equal("m|9999999999", TableKeys.Entry(9_999_999_999));
        Assert.Equal("k|e084a13cc812fc9d09d293dbd8ec4a52f2e86c7b", TableKeys.Key("SM1"), ignoreCase: false);
    }

    [Fact]
    public void Keys_ForTheIndex_AreExactlyThese()
    {
        Assert.Equal("open|03", TableKeys.Open(3));
        Assert.Equal("ended|20260102", TableKeys.Ended(new DateTimeOffset(2026, 1, 2, 23, 0, 0, TimeSpan.Zero)));
        Assert.Equal("abc|id", TableKeys.EndedRow("ABC", "id"));
        Assert.Equal(("runner", "lease"), (TableKeys.Runner, TableKeys.RunnerLease));
        Assert.Equal("wake|x", TableKeys.Wake("x"));
        Assert.Equal("id|0000000002|up", TableKeys.DeadLetter("id", 2, "up"));
        Assert.Equal("id|0000000002|down", TableKeys.DeadLetter("id", 2, "down"));
    }

    [Fact]
    public void EndedRow_WithCharactersThatAKeyCannotHold_IsHashed() =>
        Assert.DoesNotContain('/', TableKeys.EndedRow("a/b#?", "id"));

    [Fact]
    public void Shard_OfAKnownId_NeverChanges()
    {
        Assert.Equal(2, TableKeys.Shard("00000000-0000-4000-8000-000000000001", IChatIndex.Shards));
        Assert.Equal(7, TableKeys.Shard("00000000-0000-4000-8000-000000000002", IChatIndex.Shards));
    }
}
