using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CustomerChat.Chats;
using CustomerChat.Intake;
using CustomerChat.Ledger;

namespace CustomerChat.App.Api;

/// <summary>Gives a transcript in pages, so that a reader of a long transcript holds one page in memory and not all of it.</summary>
internal sealed class TranscriptPages(ChatIntake intake, IChatStore store)
{
    /// <summary>The most entries of a page.</summary>
    public const int MaxEntries = 500;

    /// <summary>The entries of the first page. The length of the texts is not known yet, so the page is small.</summary>
    private const int FirstEntries = 50;

    /// <summary>The number of characters that a page should have. One entry has up to 240,000.</summary>
    private const long MeantCharacters = 500_000;

    /// <summary>
    /// How many pages of <see cref="MaxEntries"/> the entries <paramref name="from"/> to <paramref name="last"/> need, at least 1.
    /// </summary>
    public static int Count(long from, long last) => (int)Math.Clamp((last - Math.Max(from, 1)) / MaxEntries, 0, int.MaxValue - 1) + 1;

    /// <summary>How many entries to read next, after a page with this many entries and characters. Pure.</summary>
    public static int NextSize(int entries, long characters) =>
        (int)Math.Clamp(entries * MeantCharacters / Math.Max(characters, 1), 1, MaxEntries);

    /// <summary>The entries from an index on.</summary>
    public async IAsyncEnumerable<ImmutableArray<ChatEntry>> FromAsync(
        Chat chat, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (next, size) = (Math.Max(from, 1), FirstEntries);
        while (await intake.ReadAsync(chat, next, cancellationToken, size) is { IsEmpty: false } page)
        {
            yield return page;
            (next, size) = (page[^1].Index + 1, NextSize(page));
        }
    }

    /// <summary>
    /// The entries that no reader has got yet. A reader moves the cursor before it gives out a page. So of several readers at the same time
    /// one gets the page, and the cursor never goes back.
    /// </summary>
    public async IAsyncEnumerable<ImmutableArray<ChatEntry>> UnreadAsync(
        Chat chat, ChatCursor cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = FirstEntries;
        while (await intake.ReadAsync(chat, cursor.Through + 1, cancellationToken, size) is { IsEmpty: false } page)
        {
            var moved = await store.TryMoveCursorAsync(chat.Id, cursor, page[^1].Index, cancellationToken);
            if (moved)
            {
                yield return page;
                size = NextSize(page);
            }

            if (moved && page[^1].Index >= chat.LastIndex)
            {
                yield break;
            }

            cursor = await store.GetCursorAsync(chat.Id, cancellationToken);
        }
    }

    private static int NextSize(ImmutableArray<ChatEntry> page) => NextSize(page.Length, page.Sum(e => (long)(e.Text?.Length ?? 0)));
}
