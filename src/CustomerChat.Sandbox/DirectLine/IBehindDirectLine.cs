using System.Text.Json.Nodes;
using CustomerChat.Sandbox.Chats;

namespace CustomerChat.Sandbox.DirectLine;

/// <summary>The other side of a conversation, which answers the customer: the desk's agents, or a bot.</summary>
internal interface IBehindDirectLine
{
    /// <summary>Takes an activity of the customer.</summary>
    ChatFailure? Take(JsonObject activity);

    /// <summary>The activities of the other side since the last call.</summary>
    IEnumerable<JsonObject> Next();

    /// <summary>Reports that an activity of the other side is in the log now, under this key.</summary>
    void Logged(JsonObject activity, string key)
    {
    }

    /// <summary>Reports that the log has a new key for an activity.</summary>
    void LoggedAnew(string before, string key)
    {
    }
}
