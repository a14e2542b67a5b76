using System.Collections.Immutable;
using CustomerChat.App.Api;
using CustomerChat.Chats;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.Tests.App.Api;

public class MessagesResultTests
{
    /// <summary>All entries at once would be 40 MiB of texts alone.</summary>
    [Fact]
    public async Task Result_OfTwentyThousandEntries_HoldsOnePageAtATime()
    {
        var most = 0L;
        var context = new DefaultHttpContext { Response = { Body = Stream.Null } };
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var result = await MessagesResult.StartAsync(PagesAsync(() => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before)), e => Assert.Fail($"{e}"), default);
        await result.ExecuteAsync(context);
        Assert.InRange(most, 1, 8 << 20);
    }

    private static async IAsyncEnumerable<ImmutableArray<ChatEntry>> PagesAsync(Action between)
    {
        var agent = new Participant("Agnes", "1", ParticipantType.Agent);
        for (var first = 1; first <= 20_000; first += TranscriptPages.MaxEntries)
        {
            var from = first;
            yield return [.. Enumerable.Range(from, TranscriptPages.MaxEntries).Select(i => new ChatEntry
            {
                Index = i,
                Type = EntryType.Text,
                From = agent,
                Text = new string('x', 1_000),
                At = DateTimeOffset.UnixEpoch,
            })];
            between();
            await Task.Yield();
        }
    }
}
