using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerChat.Sandbox.Chats;

namespace CustomerChat.Sandbox.DirectLine;

/// <summary>A conversation: its log, and the other side, which answers the customer. Every public method takes the conversation's lock.</summary>
internal sealed class DirectLineConversation(string id, IBehindDirectLine behind, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly ActivityLog _log = new(id, time);
    private bool _ended;

    public string Id => id;

    public IBehindDirectLine Behind => behind;

    /// <summary>Logs an activity of the customer, and passes it to the other side.</summary>
    public (string? Id, ChatFailure? Failure) Post(JsonObject activity)
    {
        lock (_lock)
        {
            Catch();
            if (_ended)
            {
                return (null, ChatFailure.NotNow);
            }

            var type = (string?)activity["type"];
            var kept = type is "typing" ? _log.Skip() : _log.Append(activity).Id;
            _ended = type == "endOfConversation";
            if (behind.Take(activity) is { } failure)
            {
                return (null, failure);
            }

            Catch(replyTo: kept);
            return (kept, null);
        }
    }

    /// <summary>Appends an activity of the other side, unchanged.</summary>
    public string Append(JsonObject activity)
    {
        lock (_lock)
        {
            Catch();
            return Log(activity);
        }
    }

    /// <summary>The activities after a number, and the number of the last of them.</summary>
    public (IReadOnlyList<JsonElement> Activities, long Last) Read(long after, int most)
    {
        lock (_lock)
        {
            Catch();
            return _log.Read(after, most);
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            Catch();
            foreach (var (before, key) in _log.Reset())
            {
                behind.LoggedAnew(before, key);
            }
        }
    }

    /// <summary>Logs everything that the other side has said since the last call.</summary>
    private void Catch(string? replyTo = null)
    {
        foreach (var activity in behind.Next())
        {
            if (replyTo is not null)
            {
                activity["replyToId"] = replyTo;
            }

            Log(activity);
        }
    }

    private string Log(JsonObject activity)
    {
        _ended |= (string?)activity["type"] == "endOfConversation";
        var (id, key) = _log.Append(activity);
        behind.Logged(activity, key);
        return id;
    }
}
