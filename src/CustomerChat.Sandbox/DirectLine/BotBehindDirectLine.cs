using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CustomerChat.Sandbox.Chats;

namespace CustomerChat.Sandbox.DirectLine;

/// <summary>
/// A small bot. It greets, repeats texts, offers answers on "menu", announces on "agent" that an agent is wanted, and ends the conversation on "bye".
/// </summary>
internal sealed partial class BotBehindDirectLine(string conversationId) : IBehindDirectLine
{
    private readonly List<string> _phrases = [];
    private readonly Queue<JsonObject> _said = new([Greeting()]);
    private bool _isAgentsTurn;

    public ChatFailure? Take(JsonObject activity)
    {
        if ((string?)activity["type"] == "event" && activity["name"]?.ToString() == "handoff.status")
        {
            _isAgentsTurn = (activity["value"] as JsonObject)?["state"]?.ToString() == "accepted";
        }

        if ((string?)activity["type"] != "message" || _isAgentsTurn)
        {
            return null;
        }

        var text = activity["text"]?.ToString() ?? "";
        _phrases.Add(text);
        foreach (var answer in Agent().IsMatch(text) ? HandOff() : Bye().IsMatch(text) ? End() : [Menu().IsMatch(text) ? Topics() : Message(Echo(text, activity))])
        {
            _said.Enqueue(answer);
        }

        return null;
    }

    public IEnumerable<JsonObject> Next()
    {
        while (_said.TryDequeue(out var activity))
        {
            yield return activity;
        }
    }

    private static JsonObject Greeting()
    {
        var greeting = Message("Hello, I am a bot. How can I help you?");
        greeting["suggestedActions"] = new JsonObject { ["actions"] = new JsonArray(Action("Opening hours"), Action("Talk to an agent")) };
        return greeting;
    }

    /// <summary>Offers answers whose value differs from their title: people read the title, programs read the value.</summary>
    private static JsonObject Topics()
    {
        var topics = Message("What is it about?");
        topics["suggestedActions"] = new JsonObject { ["actions"] = new JsonArray(Action("Opening hours", "topic:hours", "postBack"), Action("Talk to a person", "agent", "postBack")) };
        return topics;
    }

    private static JsonObject Action(string title, string? value = null, string type = "imBack") => new() { ["type"] = type, ["title"] = title, ["value"] = value ?? title };

    private static string Echo(string text, JsonObject activity) =>
        text.Length > 0 ? $"You said: {text}" : $"You sent {(activity["attachments"] as JsonArray)?.Count ?? 0} attachment(s).";

    /// <summary>Announces a hand-off with the fields of a generic hand-off event. The bot does nothing else about it.</summary>
    private IEnumerable<JsonObject> HandOff()
    {
        yield return Message("One moment, I am looking for an agent.");
        yield return new JsonObject
        {
            ["type"] = "event",
            ["name"] = "handoff.initiate",
            ["from"] = From(),
            ["value"] = new JsonObject
            {
                ["va_Scope"] = "bot",
                ["va_LastTopic"] = "Escalate",
                ["va_Topics"] = new JsonArray("Greeting", "Escalate"),
                ["va_LastPhrases"] = _phrases[^1],
                ["va_Phrases"] = new JsonArray([.. _phrases.Select(p => JsonValue.Create(p))]),
                ["va_ConversationId"] = conversationId,
                ["va_AgentMessage"] = "The customer wants an agent.",
                ["va_BotId"] = "sandbox-bot",
                ["va_BotName"] = "Sandbox bot",
                ["va_Language"] = "en-US",
            },
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/json",
                ["name"] = "Transcript",
                ["content"] = new JsonObject { ["phrases"] = new JsonArray([.. _phrases.Select(p => JsonValue.Create(p))]) },
            }),
        };
    }

    private static IEnumerable<JsonObject> End() =>
        [Message("Goodbye."), new JsonObject { ["type"] = "endOfConversation", ["from"] = From(), ["code"] = "completedSuccessfully" }];

    private static JsonObject Message(string text) => new() { ["type"] = "message", ["from"] = From(), ["text"] = text, ["textFormat"] = "plain" };

    private static JsonObject From() => new() { ["id"] = "sandbox-bot", ["name"] = "Sandbox bot", ["role"] = "bot" };

    [GeneratedRegex(@"\bagent\b", RegexOptions.IgnoreCase)]
    private static partial Regex Agent();

    [GeneratedRegex(@"\bmenu\b", RegexOptions.IgnoreCase)]
    private static partial Regex Menu();

    [GeneratedRegex(@"\bbye\b", RegexOptions.IgnoreCase)]
    private static partial Regex Bye();
}
