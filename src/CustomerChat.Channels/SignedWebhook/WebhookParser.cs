using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Channels.Inbound;
using CustomerChat.Files;

namespace CustomerChat.Channels.SignedWebhook;

/// <summary>
/// The relay's own payload: <c>{"type":"message","from":"…","name":"…","text":"…"}</c>; <c>"type":"end"</c> ends the chat. A message
/// may have <c>"files":[{"url":"…","name":"…","type":"…","kind":"image"}]</c>, with or without a text. Pure.
/// </summary>
internal static class WebhookParser
{
    private const int MaxFiles = 20;

    public static InboundResult Read(LenientJson body, string id, InboundMapper mapper)
    {
        if (body["from"].Text is not { Length: <= 256 } from)
        {
            return new InboundResult.Malformed();
        }

        var data = body["data"].Element.ValueKind == System.Text.Json.JsonValueKind.Object
            ? body["data"].Properties.Take(20).Select(p => (p.Name, p.Value.Text)).ToArray()
            : [];
        var (name, type, text) = (body["name"].Text, body["type"].Text, body["text"].Text);
        var received = new WebhookContent(mapper);
        InboundContent[] contents = [.. string.IsNullOrWhiteSpace(text) ? [] : new[] { new InboundContent.Text(text) }, .. body["files"].Items.Take(MaxFiles).Select(File)];
        if (type is "message" or null && contents.Length > 0)
        {
            received.Add(new InboundEvent(from, name, id, [.. contents]) { Data = [.. data] });
            return received.Result;
        }

        if (type == "end")
        {
            received.Add(new InboundEvent(from, name, id, new InboundContent.Text("/end")));
            return received.Result with { Messages = [received.Result.Messages[0] with { EndsChat = true }] };
        }

        return new InboundResult.Malformed();
    }

    private static InboundContent File(LenientJson file)
    {
        var (kind, name, link) = (file["kind"].Text ?? "file", file["name"].Text, file["url"].Text);
        return new InboundContent.File(kind, null, name, link)
        {
            Reference = link is null ? null : new FileReference(kind, link) { Name = name, Type = file["type"].Text },
        };
    }
}
