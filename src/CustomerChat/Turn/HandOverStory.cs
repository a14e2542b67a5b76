using CustomerChat.Chats;

namespace CustomerChat.Turn;

/// <summary>What was said before a hand-over, as a text for the next agent. Pure.</summary>
internal static class HandOverStory
{
    /// <summary>The longest story, in UTF-16 units. Older entries are left out. Contact centres accept a text of this length in one message.</summary>
    public const int MaxLength = 4_000;

    private const string Title = "What was said before:";
    private const string Cut = "(Earlier messages are left out.)";

    /// <summary>The story, one line for each entry; nothing if nobody has said anything.</summary>
    /// <param name="entries">The entries before the hand-over, in order.</param>
    /// <param name="read">Gives the readable text of an entry.</param>
    public static IEnumerable<string> Of(IEnumerable<ChatEntry> entries, Func<ChatEntry, string?> read)
    {
        var lines = new List<string>();
        var room = MaxLength - Title.Length - Cut.Length - 2;
        var isCut = false;
        foreach (var line in entries.Reverse().Select(e => Line(e, read)).OfType<string>())
        {
            isCut = line.Length + 1 > room;
            if (isCut)
            {
                if (lines.Count == 0)
                {
                    lines.Add(Texts.Shorten(line, room));
                }

                break;
            }

            lines.Insert(0, line);
            room -= line.Length + 1;
        }

        return lines.Count == 0 ? [] : [string.Join('\n', isCut ? [Title, Cut, .. lines] : [Title, .. lines])];
    }

    private static string? Line(ChatEntry entry, Func<ChatEntry, string?> read) => entry.IsForAgent ? null : entry.Type switch
    {
        EntryType.Text or EntryType.Notice or EntryType.PushUrl or EntryType.CustomNotice
            when string.Join(' ', new[] { read(entry), entry.Url }.Where(t => !string.IsNullOrWhiteSpace(t))) is { Length: > 0 } words =>
            entry.From.Nickname.Length == 0 ? words : $"{entry.From.Nickname}: {words}",
        _ => null,
    };
}
