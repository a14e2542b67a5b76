using System.Collections.Immutable;
using System.Text.Json;
using CustomerChat.App.Api;
using CustomerChat.Chats;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.Tests.App.Api;

public class MessagesResultTests
{
    /// <summary>All entries at once would be 40 MiB of texts alone. Counted in pages that are still alive: memory is the whole process's.</summary>
    [Fact]
    public async Task Result_OfTwentyThousandEntries_HoldsOnePageAtATime()
    {
        var (most, pages) = (0, new List<WeakReference>());
        var context = new DefaultHttpContext { Response = { Body = Stream.Null } };
        var result = await MessagesResult.StartAsync(PagesAsync(pages, () => most = Math.Max(most, Alive(pages))), e => Assert.Fail($"{e}"), default);
        await result.ExecuteAsync(context);
        Assert.True(pages.Count > 20);

        // The one that is written, and the one that was just given out.
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task Result_WithWhatIsForTheAgentAlone_LeavesItOut()
    {
        var opening = new ChatOpening("c", "Ann", "shoes");
        var (told, story) = Chat.Open("00000000-0000-4000-8000-000000000001", opening, DateTimeOffset.UnixEpoch).SayToAgent("for the agent", DateTimeOffset.UnixEpoch);
        var (_, said) = told.SayToCustomer("for the customer", DateTimeOffset.UnixEpoch);
        using var body = new MemoryStream();
        var result = await MessagesResult.StartAsync(OneAsync([story, said]), e => Assert.Fail($"{e}"), default);
        await result.ExecuteAsync(new DefaultHttpContext { Response = { Body = body } });

        using var reply = JsonDocument.Parse(body.ToArray());
        var message = Assert.Single(reply.RootElement.GetProperty("messages").EnumerateArray());
        Assert.Equal(said.Index, message.GetProperty("index").GetInt64());
    }

    private static async IAsyncEnumerable<ImmutableArray<ChatEntry>> OneAsync(ImmutableArray<ChatEntry> page)
    {
        await Task.Yield();
        yield return page;
    }

    private static int Alive(List<WeakReference> pages)
    {
        GC.Collect();
        return pages.Count(p => p.IsAlive);
    }

    private static async IAsyncEnumerable<ImmutableArray<ChatEntry>> PagesAsync(List<WeakReference> pages, Action between)
    {
        var agent = new Participant("Agnes", "1", ParticipantType.Agent);
        for (var first = 1; first <= 20_000; first += TranscriptPages.MaxEntries)
        {
            var from = first;
            yield return Page(pages, from, agent);
            between();
            await Task.Yield();
        }
    }

    private static ImmutableArray<ChatEntry> Page(List<WeakReference> pages, int from, Participant agent)
    {
        ImmutableArray<ChatEntry> page = [.. Enumerable.Range(from, TranscriptPages.MaxEntries).Select(i => new ChatEntry
        {
            Index = i,
            Type = EntryType.Text,
            From = agent,
            Text = new string('x', 1_000),
            At = DateTimeOffset.UnixEpoch,
        })];
        pages.Add(new WeakReference(page[0]));
        return page;
    }
}
