using System.Collections.Immutable;
using CustomerChat.Operating;
using CustomerChat.Storage;
using CustomerChat.Tests.Support;

namespace CustomerChat.Tests.Storage;

[Collection(AzuriteCollection.Name)]
public class MinuteTableTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 23, 58, 0, TimeSpan.Zero);

    [Fact]
    public async Task Minutes_OfTwoProcesses_AreReadByTimeAndReplacedByTheSameProcess()
    {
        var table = new MinuteTable(azurite.NewTables());
        foreach (var (after, instance) in new[] { (-1, "a"), (0, "a"), (0, "b"), (1, "a"), (2, "a"), (1442, "a"), (1443, "a") })
        {
            await table.SaveAsync(Of(At.AddMinutes(after), 1), instance, default);
        }

        await table.SaveAsync(Of(At, 7), "a", default);

        Assert.Equal([(0, 1), (0, 7), (1, 1), (2, 1), (1442, 1)], await ReadAsync(At, At.AddMinutes(1443)));
        Assert.Equal([(0, 1), (0, 7), (1, 1)], await ReadAsync(At, At.AddMinutes(2)));
        Assert.Equal([(2, 1)], await ReadAsync(At.AddMinutes(2), At.AddMinutes(60)));
        Assert.Empty(await ReadAsync(At.AddMinutes(2), At.AddMinutes(2)));

        async Task<(int After, int Open)[]> ReadAsync(DateTimeOffset from, DateTimeOffset to)
        {
            var read = new List<(int, int)>();
            await foreach (var minute in table.ReadAsync(from, to, default))
            {
                read.Add(((int)(minute.At - At).TotalMinutes, minute.Open));
            }

            return [.. read.Order()];
        }
    }

    /// <summary>Reasons are many, and a column is small.</summary>
    [Fact]
    public async Task Minute_WithAsManyFiguresAsItMayHave_IsTheSameAgain()
    {
        var table = new MinuteTable(azurite.NewTables());
        var minute = Of(At, 3) with
        {
            Waiting = 2,
            Figures = Enumerable.Range(0, MinuteRecorder.MaxFigures).ToImmutableDictionary(
                i => new MinuteKey(MinuteKinds.Failed, "sms", "m/#?|ü", new string('é', MinuteRules.MaxReason - 3) + i), i => new Figure(i, i * 0.1, i)),
        };
        await table.SaveAsync(minute, "a", default);

        await foreach (var read in table.ReadAsync(At, At.AddMinutes(1), default))
        {
            Assert.Equal((minute.At, 3, 2), (read.At, read.Open, read.Waiting));
            Assert.Equal(minute.Figures.OrderBy(f => f.Value.Count), read.Figures.OrderBy(f => f.Value.Count));
            return;
        }

        Assert.Fail("It is not there.");
    }

    [Fact]
    public async Task Remove_BeforeADay_LeavesThatDayAndWhatFollows()
    {
        var table = new MinuteTable(azurite.NewTables());
        foreach (var i in Enumerable.Range(0, 130))
        {
            await table.SaveAsync(Of(At.AddMinutes(-i * 20), 1), "a", default);
        }

        await table.RemoveBeforeAsync(At, default);
        await table.RemoveBeforeAsync(At, default);

        var left = 0;
        await foreach (var minute in table.ReadAsync(At.AddDays(-20), At.AddDays(1), default))
        {
            Assert.Equal(At.Date, minute.At.Date);
            left++;
        }

        Assert.Equal(72, left);
    }

    private static Minute Of(DateTimeOffset at, int open) => new(at) { Open = open };
}
