using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CustomerChat.ContactCenter.Http;

/// <summary>Entries of a log, each read by itself: one that is odd does not keep the others from being read. Pure.</summary>
internal static class Entries
{
    /// <summary>The entries of a list; nothing where it is none. What is no object is left out.</summary>
    /// <param name="list">The list.</param>
    /// <param name="type">What an entry is.</param>
    /// <param name="salvage">What is left of one that can't be read as it is.</param>
    public static IEnumerable<T> Of<T>(JsonElement? list, JsonTypeInfo<T> type, Func<JsonElement, T> salvage)
        where T : class
    {
        if (list is not { ValueKind: JsonValueKind.Array } entries)
        {
            yield break;
        }

        foreach (var entry in entries.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object))
        {
            T? read;
            try
            {
                read = entry.Deserialize(type);
            }
            catch (JsonException)
            {
                read = salvage(entry);
            }

            if (read is not null)
            {
                yield return read;
            }
        }
    }

    /// <summary>A text or number of an object, where it is one.</summary>
    public static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    } : null;
}
