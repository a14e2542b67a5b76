using CustomerChat.Consent;
using CustomerChat.Storage;
using CustomerChat.Tests.Support;

namespace CustomerChat.Tests.Storage;

[Collection(AzuriteCollection.Name)]
public class BlockTableTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task Block_SavedListedAndRemoved_IsTheSameAndThenGone()
    {
        var table = new BlockTable(azurite.NewTables());
        var block = new Block("webhook", null, "/\\#?'+ü", true, "it's \"unwanted\"", null, At);
        await table.SaveAsync(block with { Reason = "before", By = "Agnes" }, default);
        await table.SaveAsync(block, default);
        var one = new Block("sms", "main", "+1", false, "r", "Agnes", At);
        await table.SaveAsync(one, default);

        Assert.Equal(new[] { block, one }.OrderBy(b => b.Id), (await table.ListAsync(null, null, null, 10, default)).Blocks.OrderBy(b => b.Id));
        Assert.True(await table.RemoveAsync(block.Id, default));
        Assert.False(await table.RemoveAsync(block.Id, default));
        Assert.Equal(one, Assert.Single((await table.ListAsync(null, null, null, 10, default)).Blocks));
    }

    [Fact]
    public async Task List_ByChannelAndAccount_HasThoseOfEveryAccountAndGoesPageByPage()
    {
        var table = new BlockTable(azurite.NewTables());
        foreach (var (channel, account, i) in new[] { ("sms", "main", 1), ("sms", "other", 2), ("sms", null, 3), ("telegram", null, 4), ("sms", "main", 5) })
        {
            await table.SaveAsync(new Block(channel, account, $"+{i}", false, "r", null, At), default);
        }

        var (seen, continuation) = (new List<string>(), default(string));
        do
        {
            var (page, next) = await table.ListAsync("sms", "main", continuation, 1, default);
            seen.AddRange(page.Select(b => b.Address));
            continuation = next;
        }
        while (continuation is not null);

        Assert.Equal(["+1", "+3", "+5"], seen.Order());
    }

    /// <summary>The relay reads the whole list: through as many pages as the storage makes of it.</summary>
    [Fact]
    public async Task Blocks_OfMoreThanAPage_AreAllKnown()
    {
        var table = new BlockTable(azurite.NewTables());
        await Parallel.ForEachAsync(Enumerable.Range(0, 1_050), async (i, token) => await table.SaveAsync(new Block("sms", null, $"+{i:D4}", false, "r", null, At), token));
        using var blocks = new Blocks(table, TimeProvider.System);
        foreach (var i in new[] { 0, 499, 1_000, 1_049 })
        {
            Assert.True(await blocks.IsBlockedAsync(new(new("sms", "main", $"+{i:D4}"), "c1", "1", "hello", "n", "s"), default));
        }

        Assert.False(await blocks.IsBlockedAsync(new(new("sms", "main", "+1050"), "c1", "1", "hello", "n", "s"), default));
    }
}
