using CustomerChat.Storage;
using CustomerChat.Tests.Support;

namespace CustomerChat.Tests.Storage;

[Collection(AzuriteCollection.Name)]
public class AuditTableTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 23, 59, 59, 999, TimeSpan.Zero);

    [Fact]
    public async Task Entries_OfSeveralDays_AreReadByTime_PageByPage()
    {
        var table = new AuditTable(azurite.NewTables());
        for (var i = 9; i >= 0; i--)
        {
            await table.AddAsync(new(At.AddMilliseconds(i), $"operator {i}", "GET api/ops/chats/{id}/transcript", i % 2 == 0 ? "chat" : null), default);
        }

        Assert.Equal(Enumerable.Range(2, 6), await ReadAsync(At.AddMilliseconds(2), At.AddMilliseconds(8), most: 4));
        Assert.Equal(Enumerable.Range(0, 10), await ReadAsync(At.AddDays(-400), At.AddDays(400), most: 1_000));
        Assert.Empty(await ReadAsync(At.AddMilliseconds(10), At.AddDays(1), most: 10));

        async Task<List<int>> ReadAsync(DateTimeOffset from, DateTimeOffset to, int most)
        {
            var read = new List<int>();
            string? continuation = null;
            do
            {
                (var entries, continuation) = await table.ListAsync(from, to, continuation, most, default);
                Assert.True(entries.Length <= most);
                Assert.All(entries, e => Assert.Equal(e.Operator.EndsWith('0') || "2468".Contains(e.Operator[^1], StringComparison.Ordinal) ? "chat" : null, e.Subject));
                read.AddRange(entries.Select(e => (int)(e.At - At).TotalMilliseconds));
            }
            while (continuation is not null);
            return read;
        }
    }

    [Fact]
    public async Task RemoveBefore_ADay_RemovesTheDaysBeforeItAlone()
    {
        var table = new AuditTable(azurite.NewTables());
        foreach (var day in new[] { -3, -2, 0, 1 })
        {
            await table.AddAsync(new(At.AddDays(day), "agnes", "POST api/ops/erase", null), default);
        }

        await table.RemoveBeforeAsync(At, default);

        var (left, _) = await table.ListAsync(At.AddDays(-10), At.AddDays(10), null, 100, default);
        Assert.Equal([At, At.AddDays(1)], left.Select(e => e.At));
    }
}
