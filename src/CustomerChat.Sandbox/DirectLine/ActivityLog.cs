using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CustomerChat.Sandbox.DirectLine;

/// <summary>A conversation's activities with their numbers. Each activity's id ends with its number. Not thread-safe: the conversation holds the lock.</summary>
internal sealed class ActivityLog(string conversationId, TimeProvider time)
{
    private readonly List<(long Number, JsonElement Activity)> _activities = [];
    private DateTimeOffset _lastAt;
    private long _next;
    private long _read = -1;

    /// <summary>Takes the next id but adds no activity: for an activity that readers do not get.</summary>
    public string Skip() => Id(_next++);

    /// <summary>Appends a copy of the activity, with the log's own id, time and conversation.</summary>
    /// <returns>The id, and the key. The key has the id's number and the time, because the same number comes again after a reset.</returns>
    public (string Id, string Key) Append(JsonObject activity)
    {
        var (id, at) = (Id(_next), Now());
        var own = activity.DeepClone().AsObject();
        own["id"] = id;
        own["timestamp"] = at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        own["channelId"] = "directline";
        own["conversation"] = new JsonObject { ["id"] = conversationId };
        _activities.Add((_next++, JsonSerializer.SerializeToElement(own)));
        return (id, KeyOf(id, at));
    }

    /// <summary>The activities after a number, up to a limit, and the number of the last of them.</summary>
    public (IReadOnlyList<JsonElement> Activities, long Last) Read(long after, int most)
    {
        var page = _activities.SkipWhile(a => a.Number <= after).Take(most).ToList();
        if (page.Count == 0)
        {
            return ([], after);
        }

        _read = Math.Max(_read, page[^1].Number);
        return ([.. page.Select(a => a.Activity)], page[^1].Number);
    }

    /// <summary>Forgets the activities that were read, and numbers from 0 again. The activities that nobody has read yet come first.</summary>
    /// <returns>The old and the new key of each remaining activity.</returns>
    public IReadOnlyList<(string Before, string Key)> Reset()
    {
        var unread = _activities.Where(a => a.Number > _read).Select(a => a.Activity).ToList();
        _activities.Clear();
        (_next, _read) = (0, -1);
        return [.. unread.Select(a => (KeyOf(a.GetProperty("id").GetString()!, a.GetProperty("timestamp").GetDateTimeOffset()), Append(JsonObject.Create(a)!).Key))];
    }

    private static string KeyOf(string id, DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{id[(id.LastIndexOf('|') + 1)..]}@{at.ToUnixTimeMilliseconds():x}");

    private string Id(long number) => string.Create(CultureInfo.InvariantCulture, $"{conversationId}|{number:D7}");

    /// <summary>A time that no other activity has. After a reset, activities with the same number differ in their time.</summary>
    private DateTimeOffset Now() => _lastAt = time.GetUtcNow() is var now && now > _lastAt ? now : _lastAt.AddTicks(1);
}
