using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CustomerChat.ContactCenter.Http;

/// <summary>Reads the entries of a log one by one: an entry with an unexpected form does not stop the others from being read. Pure.</summary>
internal static class Entries
{
    /// <summary>The entries of a JSON array; none when the element is not an array. An entry that is not an object is omitted.</summary>
    /// <param name="list">The array; null = there is none.</param>
    /// <param name="salvage">Takes what can be read of an entry that does not have the expected form.</param>
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

    /// <summary>A property of an object as text, if it is a text or a number; null otherwise.</summary>
    public static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    } : null;
}
