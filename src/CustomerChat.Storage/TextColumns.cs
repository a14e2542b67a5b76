using Azure.Data.Tables;
using CustomerChat.Chats;

namespace CustomerChat.Storage;

/// <summary>Splits long texts over several columns (Text, Text1, Text2, …), because a string property holds 32K UTF-16 units.</summary>
internal static class TextColumns
{
    private const int MaxColumn = 32_000;

    public static void Set(TableEntity row, string name, string? text)
    {
        if (text is not null)
        {
            var parts = text.Length == 0 ? [""] : Texts.Split(text, MaxColumn);
            foreach (var (i, part) in parts.Index())
            {
                row[Column(name, i)] = part;
            }
        }
    }

    public static string? Get(TableEntity row, string name)
    {
        if (row.GetString(name) is not { } first)
        {
            return null;
        }

        var rest = Enumerable.Range(1, 254).Select(i => row.TryGetValue(Column(name, i), out var part) ? (string)part : null);
        return first + string.Concat(rest.TakeWhile(part => part is not null));
    }

    private static string Column(string name, int i) => i == 0 ? name : name + i;
}
