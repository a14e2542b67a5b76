using System.Text.Json.Nodes;
using CustomerChat.Sandbox.Chats;

namespace CustomerChat.Sandbox.DirectLine;

/// <summary>Who answers in a conversation: the desk's agents, or a bot.</summary>
internal interface IBehindDirectLine
{
    /// <summary>Takes an activity of the customer's.</summary>
    ChatFailure? Take(JsonObject activity);

    /// <summary>What they have said since the last call.</summary>
    IEnumerable<JsonObject> Next();

    /// <summary>What they have said is in the log now, under this key.</summary>
    void Logged(JsonObject activity, string key)
    {
    }

    /// <summary>An activity is in the log under another key than before.</summary>
    void LoggedAnew(string before, string key)
    {
    }
}
