using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;

namespace CustomerChat.Channels.SignedWebhook;

/// <summary>
/// The relay's own payload: <c>{"type":"message","from":"…","name":"…","text":"…"}</c>; <c>"type":"end"</c> ends the chat. Pure.
/// </summary>
internal static class WebhookParser
{
    public static InboundResult Read(Loose body, string id, Person person)
    {
        if (body["from"].Text is not { Length: <= 256 } from)
        {
            return new InboundResult.Malformed();
        }

        var data = body["data"].Element.ValueKind == System.Text.Json.JsonValueKind.Object
            ? body["data"].Properties.Take(20).Select(p => (p.Name, p.Value.Text)).ToArray()
            : [];
        return (body["type"].Text, body["text"].Text) switch
        {
            ("message" or null, { } text) when !string.IsNullOrWhiteSpace(text) =>
                new InboundResult.Received([person.Message(from, body["name"].Text, id, text, data)], []),
            ("end", _) => new InboundResult.Received([person.Message(from, body["name"].Text, id, "/end") with { EndsChat = true }], []),
            _ => new InboundResult.Malformed(),
        };
    }
}
