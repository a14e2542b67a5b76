using System.Text.Json.Nodes;
using CustomerChat.Channels.Events;
using CustomerChat.Events;

namespace CustomerChat.App.OpenApi;

/// <summary>The section <c>webhooks</c> of the OpenAPI document: the lifecycle events that the relay posts to endpoints.</summary>
internal static class ApiWebhooks
{
    public const string Tag = "Events";

    private const string About =
        "Posted to the endpoints of the settings Events:…, signed by Standard Webhooks 1.0. The header webhook-id is the event's id: the same when it is sent again. " +
        "Any answer of 2xx accepts the event; 410 turns the endpoint off; after any other answer the event is sent again, nine times within three days, but not for longer than a day after the chat's end; then it is a dead letter.";

    private static readonly Dictionary<string, (string Summary, (string Name, JsonNode Value)[] Data)> Types = new()
    {
        [EventTypes.ChatOpened] = ("A customer has opened a chat.", []),
        [EventTypes.AgentJoined] = ("An agent has joined, or joined again.", [("index", 3), ("agent", "Kate")]),
        [EventTypes.AgentLeft] = ("An agent has left.", [("index", 9), ("agent", "Kate")]),
        [EventTypes.MessageReceived] = ("The relay has stored a customer's message.", [("index", 1)]),
        [EventTypes.MessageSent] = ("The relay has an agent's message and passes it on.", [("index", 4), ("upstreamIndex", 3)]),
        [EventTypes.MessageDelivered] = ("A channel reports that the customer has a message; or a channel that never reports this has accepted the message.", [("index", 4)]),
        [EventTypes.MessageRead] = ("A channel reports that the customer has read a message.", [("index", 4)]),
        [EventTypes.MessageFailed] = (
            "A message, of the customer or for the customer, was not delivered: it is a dead letter, or its provider reports the failure.", [("index", 4), ("reason", "30005")]),
        [EventTypes.ChatEnded] = ("A chat has ended for its customer.", [("reason", "ContactCenter")]),
        [EventTypes.ConsentChanged] = ("A customer has opted in to or out of messages of an account.", [("consent", "OptedOut"), ("cause", "Word"), ("scope", "All")]),
        [EventTypes.CustomerBlocked] = ("A customer with an open chat has written, but the message was not passed on, because the customer is blocked.", []),
    };

    /// <summary>One webhook for each type of event.</summary>
    public static JsonObject Describe(JsonObject schemas, Func<Type, JsonObject, JsonObject> reference) => new(EventTypes.All.Select(type =>
        KeyValuePair.Create<string, JsonNode?>(type, new JsonObject
        {
            ["post"] = new JsonObject
            {
                ["operationId"] = type,
                ["tags"] = new JsonArray(Tag),
                ["summary"] = Types[type].Summary,
                ["description"] = About,
                ["security"] = new JsonArray(),
                ["parameters"] = new JsonArray(
                    Header("webhook-id", "The event's id, evt_ and 32 hexadecimal digits."),
                    Header("webhook-timestamp", "When it was signed, in seconds since 1970."),
                    Header("webhook-signature", "v1, and an HMAC-SHA256 in base64 of id.timestamp.body; one for each secret, separated by spaces.")),
                ["requestBody"] = new JsonObject
                {
                    ["required"] = true,
                    ["content"] = new JsonObject
                    {
                        ["application/json"] = new JsonObject { ["schema"] = reference(typeof(EventBody), schemas), ["example"] = Example(type, Types[type].Data) },
                    },
                },
                ["responses"] = new JsonObject
                {
                    ["2XX"] = new JsonObject { ["description"] = "The event is accepted." },
                    ["410"] = new JsonObject { ["description"] = "The endpoint wants no more events: it is turned off until an operator's replay turns it on again." },
                    ["4XX"] = new JsonObject { ["description"] = "The event is sent again later, as after 5XX or no answer." },
                },
            },
        })));

    private static JsonObject Example(string type, (string Name, JsonNode Value)[] more)
    {
        var data = new JsonObject
        {
            ["chat"] = "7d5f1a2b",
            ["chatKey"] = "4f64f23033aaee4de7aac0b2d10f7a7b0bbd3d0bd6b0fd0a5a4a4d2a9e3d7f11",
            ["contactCenterId"] = "11111111-1111-4111-8111-111111111111",
            ["channel"] = "sms",
            ["account"] = "main",
            ["address"] = "+15005550006",
        };
        foreach (var (name, value) in more)
        {
            data[name] = value.DeepClone();
        }

        return new JsonObject { ["type"] = type, ["timestamp"] = "2026-11-25T09:30:00+00:00", ["data"] = data };
    }

    private static JsonObject Header(string name, string description) => new()
    {
        ["name"] = name,
        ["in"] = "header",
        ["required"] = true,
        ["description"] = description,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };
}
