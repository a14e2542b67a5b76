using System.Collections.Immutable;
using System.Text.Json;
using CustomerChat.App.Api;
using CustomerChat.Chats;
using CustomerChat.Ledger;
using CustomerChat.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.Tests.App.Api;

public class TranscriptPagesTests
{
    private readonly World _world = new(inline: false);
    private readonly TranscriptPages _pages;

    public TranscriptPagesTests() => _pages = new TranscriptPages(_world.Intake, _world.Store);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(700, 700)]
    [InlineData(1_201, 1_201)]
    public async Task From_AnyIndex_GivesAllFromThereInPages(long from, long first)
    {
        var chat = await ChatAsync(1_200);
        var pages = await ListAsync(_pages.FromAsync(chat, from, default));
        Assert.Equal(Enumerable.Range(0, (int)(1_201 - first)).Select(i => first + i), pages.SelectMany(p => p).Select(e => e.Index));
        Assert.All(pages, p => Assert.InRange(p.Length, 1, TranscriptPages.MaxEntries));
    }

    [Fact]
    public async Task Unread_ByReadersAtOnce_GivesEachEntryToOneOfThem_AndTheCursorNeverGoesBack()
    {
        var chat = await ChatAsync(1_200);
        var cursor = await _world.Store.GetCursorAsync(chat.Id, default);

        // Both begin with the same cursor; the second has read its first page before the first moves the cursor.
        await using var one = _pages.UnreadAsync(chat, cursor, default).GetAsyncEnumerator();
        await using var two = _pages.UnreadAsync(chat, cursor, default).GetAsyncEnumerator();
        var given = new List<long>();
        var (hasOne, hasTwo) = (true, true);
        for (var through = 0L; hasOne || hasTwo;)
        {
            if (hasOne = hasOne && await one.MoveNextAsync())
            {
                given.AddRange(one.Current.Select(e => e.Index));
            }

            if (hasTwo = hasTwo && await two.MoveNextAsync())
            {
                given.AddRange(two.Current.Select(e => e.Index));
            }

            var now = (await _world.Store.GetCursorAsync(chat.Id, default)).Through;
            Assert.True(now >= through, "the cursor went back");
            through = now;
        }

        Assert.Equal(Enumerable.Range(1, 1_200).Select(i => (long)i), given);
        Assert.Empty(await ListAsync(_pages.UnreadAsync(chat, await _world.Store.GetCursorAsync(chat.Id, default), default)));
    }

    [Theory]
    [InlineData(50, 0, 500)]
    [InlineData(50, 5_000, 500)]
    [InlineData(500, 5_000_000, 50)]
    [InlineData(50, 12_000_000, 2)]
    [InlineData(1, 240_000, 2)]
    [InlineData(1, 5_000_000, 1)]
    public void NextSize_AfterLongTexts_IsSmaller(int entries, long characters, int size) => Assert.Equal(size, TranscriptPages.NextSize(entries, characters));

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(0, 500, 1)]
    [InlineData(1, 501, 2)]
    [InlineData(1, 20_000, 40)]
    [InlineData(19_990, 20_000, 1)]
    [InlineData(long.MaxValue, 20_000, 1)]
    public void Count_OfAPart_IsItsPages(long from, long last, int pages) => Assert.Equal(pages, TranscriptPages.Count(from, last));

    [Fact]
    public async Task Result_OfSeveralPages_IsTheWholeReply()
    {
        var chat = await ChatAsync(1_200);
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        var result = await MessagesResult.StartAsync(_pages.FromAsync(chat, 1, default), e => Assert.Fail($"{e}"), default);
        await result.ExecuteAsync(context);

        context.Response.Body.Position = 0;
        var reply = JsonSerializer.Deserialize(context.Response.Body, ApiJson.Default.GetMessagesReply)!;
        Assert.Equal(0, reply.StatusCode);
        Assert.Equal(1_200, reply.Messages.Count);
        Assert.Equal(Views.Message(_world.Store.Entries(chat.Id)[1_199]), reply.Messages[^1]);
        Assert.Equal("application/json; charset=utf-8", context.Response.ContentType);
    }

    [Fact]
    public async Task Result_WithoutAnEntry_IsAnEmptyList()
    {
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        var result = await MessagesResult.StartAsync(_pages.FromAsync(await ChatAsync(0), 1, default), e => Assert.Fail($"{e}"), default);
        await result.ExecuteAsync(context);
        Assert.Equal("""{"messages":[],"statusCode":0}""", System.Text.Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()));
    }

    [Fact]
    public async Task Result_WhoseLaterPageFails_BreaksTheConnectionOff()
    {
        var chat = await ChatAsync(10);
        var failures = new List<Exception>();
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        var aborted = new Moq.Mock<Microsoft.AspNetCore.Http.Features.IHttpRequestLifetimeFeature>();
        context.Features.Set(aborted.Object);
        var result = await MessagesResult.StartAsync(FailingAsync(_world.Store.Entries(chat.Id)), failures.Add, default);
        await result.ExecuteAsync(context);
        Assert.IsType<IOException>(Assert.Single(failures));
        aborted.Verify(a => a.Abort());
        await Assert.ThrowsAsync<IOException>(() => MessagesResult.StartAsync(FailingAsync([]), failures.Add, default));
    }

    private static async IAsyncEnumerable<ImmutableArray<ChatEntry>> FailingAsync(IReadOnlyList<ChatEntry> first)
    {
        await Task.CompletedTask;
        if (first.Count > 0)
        {
            yield return [.. first];
        }

        throw new IOException("the next page fails");
    }

    private async Task<Chat> ChatAsync(int entries)
    {
        var id = await _world.OpenAsync();
        while (_world.Store.Head(id).LastIndex < entries)
        {
            await _world.Ledger.ChangeAsync(
                id,
                chat =>
                {
                    var written = ImmutableArray.CreateBuilder<ChatEntry>();
                    while (written.Count < CommitRoom.MaxEntries && chat.LastIndex < entries)
                    {
                        (chat, var entry) = chat.Post("hello", _world.Time.GetUtcNow());
                        written.Add(entry);
                    }

                    return new ChatChange(chat, written.ToImmutable());
                },
                default);
        }

        return _world.Store.Head(id);
    }

    private static async Task<List<ImmutableArray<ChatEntry>>> ListAsync(IAsyncEnumerable<ImmutableArray<ChatEntry>> pages)
    {
        var all = new List<ImmutableArray<ChatEntry>>();
        await foreach (var page in pages)
        {
            all.Add(page);
        }

        return all;
    }
}
