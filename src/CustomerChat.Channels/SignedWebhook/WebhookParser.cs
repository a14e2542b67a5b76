using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Channels.Inbound;

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
        var (name, type, text) = (body["name"].Text, body["type"].Text, body["text"].Text);
        var received = new WebhookContent(person);
        if (type is "message" or null && !string.IsNullOrWhiteSpace(text))
        {
            received.Add(new InboundEvent(from, name, id, new InboundContent.Text(text)) { Data = [.. data] });
            return received.Result;
        }

        if (type == "end")
        {
            received.Add(new InboundEvent(from, name, id, new InboundContent.Text("/end")));
            return received.Result with { Messages = [received.Result.Messages[0] with { EndsChat = true }] };
        }

        return new InboundResult.Malformed();
    }
}
