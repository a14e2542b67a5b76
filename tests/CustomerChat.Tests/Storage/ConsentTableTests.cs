using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Storage;
using CustomerChat.Tests.Support;

namespace CustomerChat.Tests.Storage;

[Collection(AzuriteCollection.Name)]
public class ConsentTableTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task Record_SavedAndFound_IsTheSame()
    {
        var table = new ConsentTable(azurite.NewTables());
        var customer = new ChannelAddress("sms", "main", "+1/555#?");
        Assert.Null(await table.FindAsync(customer, default));
        var record = new ConsentRecord(customer, ConsentState.OptedOut, ConsentCause.Refusal, At)
        {
            Scope = ConsentScope.Marketing,
            Reason = "code 21610",
            Messages = ["SM2", "SM1"],
        };
        await table.SaveAsync(record, default);

        var found = await table.FindAsync(customer, default);

        Assert.Equal(record with { Messages = [] }, found! with { Messages = [] });
        Assert.Equal("SM2 SM1", string.Join(' ', found.Messages));
        await table.SaveAsync(record with { State = ConsentState.OptedIn, Reason = null }, default);
        Assert.Equal((ConsentState.OptedIn, null), ((await table.FindAsync(customer, default))!.State, (await table.FindAsync(customer, default))!.Reason));
    }

    [Fact]
    public async Task List_ByChannelAccountAndState_GoesPageByPage()
    {
        var table = new ConsentTable(azurite.NewTables());
        foreach (var i in Enumerable.Range(0, 9))
        {
            await table.SaveAsync(new(new("sms", i % 3 == 0 ? "other" : "main", $"+{i}"), i % 2 == 0 ? ConsentState.OptedOut : ConsentState.OptedIn, ConsentCause.Word, At), default);
        }

        await table.SaveAsync(new(new("telegram", "main", "1"), ConsentState.OptedOut, ConsentCause.Platform, At), default);
        var (seen, pages, continuation) = (new List<string>(), 0, default(string));
        do
        {
            var (records, next) = await table.ListAsync("sms", "main", ConsentState.OptedOut, continuation, 2, default);
            seen.AddRange(records.Select(r => r.Customer.Address));
            (continuation, pages) = (next, pages + 1);
        }
        while (continuation is not null);

        Assert.Equal(["+2", "+4", "+8"], seen.Order());
        Assert.True(pages >= 2);
        Assert.Equal(10, (await table.ListAsync(null, null, null, null, 100, default)).Records.Length);
    }
}
