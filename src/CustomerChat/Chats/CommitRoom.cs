using System.Text;

namespace CustomerChat.Chats;

/// <summary>
/// What one commit still holds of entries: rows, and bytes as the table client writes them. A transaction of Table Storage has 100 rows and
/// 4 MiB (https://learn.microsoft.com/azure/storage/tables/scalability-targets); the head, keys and receipts have their share of both.
/// </summary>
public sealed class CommitRoom(int bytes = CommitRoom.MaxBytes)
{
    /// <summary>The most entries of one commit.</summary>
    public const int MaxEntries = 90;

    /// <summary>The most bytes of one commit's entries. The head with its user data may take half a MiB beside them.</summary>
    public const int MaxBytes = 3_500_000;

    /// <summary>What a row takes beside its texts: names of columns, times, the headers of its part of the transaction.</summary>
    private const int RowSize = 1_500;

    private int _rows = MaxEntries;
    private int _bytes = bytes;

    /// <summary>Nothing was taken yet.</summary>
    public bool IsWhole => _rows == MaxEntries;

    public bool Fits(ChatEntry entry) => _rows > 0 && SizeOf(entry) <= _bytes;

    public void Take(ChatEntry entry) => (_rows, _bytes) = (_rows - 1, _bytes - SizeOf(entry));

    /// <summary>The longest beginning of a text that fits beside what else the entry holds; one character at least, never half a surrogate pair.</summary>
    public string Beginning(string text, ChatEntry entry)
    {
        var left = _bytes - SizeOf(entry with { Text = null });
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            left -= SizeOf(rune);
            if (left < 0 && length > 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }

    /// <summary>The bytes of an entry's row in a transaction, rather too many than too few.</summary>
    public static int SizeOf(ChatEntry entry) =>
        RowSize + SizeOf(entry.Text) + SizeOf(entry.Url) + SizeOf(entry.From.Nickname) + SizeOf(entry.From.ParticipantId) + SizeOf(entry.ClientId)
        + (RowSize * entry.Files.Length);

    /// <summary>The client writes JSON in ASCII: what is not a plain ASCII character becomes <c>\uXXXX</c>, six bytes for each UTF-16 unit.</summary>
    public static int SizeOf(string? text)
    {
        var size = 0;
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            size += SizeOf(rune);
        }

        return size;
    }

    private static int SizeOf(Rune rune) => rune.Value is >= 0x20 and < 0x7F and not ('"' or '\\' or '\'' or '<' or '>' or '&' or '+' or '`') ? 1 : 6 * rune.Utf16SequenceLength;
}
