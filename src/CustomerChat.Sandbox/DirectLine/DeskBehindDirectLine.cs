using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerChat.Sandbox.Chats;

namespace CustomerChat.Sandbox.DirectLine;

/// <summary>The desk's agents behind a conversation, as in a custom channel of Dynamics 365: all their messages come from one bot's id.</summary>
/// <param name="origin">The sandbox's own origin, for links to files.</param>
/// <param name="automated">True = automated messages report that an agent joins or leaves, as in Dynamics. False = <c>handoff.status</c> reports it.</param>
internal sealed class DeskBehindDirectLine(SandboxContactCenter center, SandboxChat chat, bool automated, string origin) : IBehindDirectLine
{
    private const string Handle = "sandbox-desk";

    /// <summary>The index of each activity's message, until the activity is in the log.</summary>
    private readonly Dictionary<JsonObject, long> _unlogged = new(ReferenceEqualityComparer.Instance);
    private long _given;
    private bool _hasContext;
    private bool _hasLeft;

    public ChatFailure? Take(JsonObject activity)
    {
        center.CustomerSeen(chat);
        switch ((string?)activity["type"])
        {
            case "message":
                TakeContext(activity);
                return TakeMessage(activity);
            case "typing":
                return chat.CustomerSays("TypingStarted");
            case "endOfConversation":
                _hasLeft = true;
                return chat.CustomerLeaves();
            default:
                return null;
        }
    }

    public IEnumerable<JsonObject> Next()
    {
        var look = chat.Look(_given + 1);
        _given = look.Last;
        var said = look.Messages.Where(m => m.From.Type != "Customer").SelectMany(m => Activities(m).Select(a => Noted(a, m.Index)));
        return !_hasLeft && look.Ended && look.Messages.Any(m => m is { Type: "ParticipantLeft", From.Type: "Customer" })
            ? said.Append(new JsonObject { ["type"] = "endOfConversation", ["from"] = From(null), ["code"] = "completedSuccessfully" })
            : said;
    }

    public void Logged(JsonObject activity, string key)
    {
        if (_unlogged.Remove(activity, out var index))
        {
            chat.Name(key, index);
        }
    }

    public void LoggedAnew(string before, string key)
    {
        if (chat.IndexOf(before) is { } index)
        {
            chat.Name(key, index);
        }
    }

    private JsonObject Noted(JsonObject activity, long index)
    {
        _unlogged[activity] = index;
        return activity;
    }

    private IEnumerable<JsonObject> Activities(SandboxMessage message) => message switch
    {
        { Type: "ParticipantJoined" } => [automated
            ? Message(message, $"{message.From.Nickname} has joined the conversation.")
            : new JsonObject
            {
                ["type"] = "event",
                ["name"] = "handoff.status",
                ["from"] = From(message.From.Nickname),
                ["value"] = new JsonObject { ["state"] = "accepted", ["message"] = $"{message.From.Nickname} has joined the conversation." },
            }],
        { Type: "ParticipantLeft" } => automated ? [Message(message, $"{message.From.Nickname} has left the conversation.")] : [],
        { File: { } file } => [WithFile(Message(message, message.Text), file)],
        { Text: { } text, Type: not ("TypingStarted" or "TypingStopped") } => [Message(message, text)],
        { NoticeText: { } notice } => [Message(message, notice)],
        { Url: { } url } => [Message(message, url)],
        _ => [],
    };

    private static JsonObject Message(SandboxMessage message, string? text) =>
        new() { ["type"] = "message", ["from"] = From(message.From.Nickname), ["text"] = text ?? "", ["textFormat"] = "plain" };

    private JsonObject WithFile(JsonObject message, SandboxFile file)
    {
        message["attachments"] = new JsonArray(new JsonObject { ["contentType"] = file.ContentType, ["contentUrl"] = origin + file.Path, ["name"] = file.Name });
        return message;
    }

    private static JsonObject From(string? name) => new() { ["id"] = Handle, ["name"] = name ?? Handle, ["role"] = "bot" };

    private ChatFailure? TakeMessage(JsonObject activity)
    {
        var failure = Text(activity["text"]) is { Length: > 0 } text ? chat.CustomerSays("Text", text) : null;
        foreach (var attachment in (activity["attachments"] as JsonArray ?? []).OfType<JsonObject>())
        {
            failure ??= Text(attachment["contentUrl"]) is { } url
                ? chat.CustomerSays("PushUrl", url: url)
                : chat.CustomerSays("Notice", $"An attachment of type {Text(attachment["contentType"])}.");
        }

        return failure;
    }

    /// <summary>
    /// Takes the customer's name and context from the first message. The context is an object or JSON in a string. Upper and lower case are the same in its keys.
    /// </summary>
    private void TakeContext(JsonObject activity)
    {
        if (_hasContext)
        {
            return;
        }

        _hasContext = true;
        if (Text(activity["from"]?["name"]) is { Length: > 0 } name && name != chat.Nickname)
        {
            chat.CustomerIsCalled(name);
        }

        if (AsObject(activity["channelData"]) is { } data)
        {
            var contexts = data.Where(p => p.Key.ToLowerInvariant() is "conversationcontext" or "customercontext").SelectMany(p => AsObject(p.Value) ?? []).ToList();
            var known = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (key, value) in contexts)
            {
                // Both contexts may have the same key. The later value counts.
                known[key] = value?.ToString() ?? "";
            }

            if (data.FirstOrDefault(p => p.Key.Equals("channeltype", StringComparison.OrdinalIgnoreCase)).Value is { } type)
            {
                known["channel"] = type.ToString();
            }

            chat.CustomerSetsData(known);
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static JsonObject? AsObject(JsonNode? node)
    {
        try
        {
            return node as JsonObject ?? (Text(node) is { } text ? JsonNode.Parse(text) as JsonObject : null);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
