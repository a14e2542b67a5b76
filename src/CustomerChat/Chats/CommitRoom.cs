using System.Text;

namespace CustomerChat.Chats;

/// <summary>
/// The room for entries that is left in one commit: in rows, and in bytes as the table client writes them. A transaction of Table Storage
/// has 100 rows and 4 MiB (https://learn.microsoft.com/azure/storage/tables/scalability-targets). The head, the keys and the receipts need
/// a part of both.
/// </summary>
public sealed class CommitRoom(int bytes = CommitRoom.MaxBytes)
{
    /// <summary>The most entries of one commit.</summary>
    public const int MaxEntries = 90;

    /// <summary>The most bytes of one commit's entries. The head and its user data may need another half MiB.</summary>
    public const int MaxBytes = 3_500_000;

    /// <summary>The bytes of a row without its texts: the names of columns, the times, and the headers of its part of the transaction.</summary>
    private const int RowSize = 1_500;

    private int _rows = MaxEntries;
    private int _bytes = bytes;

    /// <summary>Whether no entry was taken yet.</summary>
    public bool IsWhole => _rows == MaxEntries;

    public bool Fits(ChatEntry entry) => _rows > 0 && SizeOf(entry) <= _bytes;

    public void Take(ChatEntry entry) => (_rows, _bytes) = (_rows - 1, _bytes - SizeOf(entry));

    /// <summary>
    /// The longest beginning of a text that fits beside the other parts of the entry. It has at least one character and never half a
    /// surrogate pair.
    /// </summary>
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

    /// <summary>The bytes of an entry's row in a transaction. If it is not exact, it is too large.</summary>
    public static int SizeOf(ChatEntry entry) =>
        RowSize + SizeOf(entry.Text) + SizeOf(entry.Url) + SizeOf(entry.From.Nickname) + SizeOf(entry.From.ParticipantId) + SizeOf(entry.ClientId)
        + (RowSize * entry.Files.Length);

    /// <summary>The client writes JSON in ASCII. A character that is not plain ASCII becomes <c>\uXXXX</c>: six bytes for each UTF-16 unit.</summary>
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
