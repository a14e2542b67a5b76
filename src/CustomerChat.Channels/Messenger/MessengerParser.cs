using System.Collections.Immutable;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Intake;

namespace CustomerChat.Channels.Messenger;

/// <summary>Messenger's webhook (https://developers.facebook.com/docs/messenger-platform/reference/webhook-events) as messages and reports. Pure.</summary>
internal static class MessengerParser
{
    public static InboundResult Read(Loose body, string pageId, Person person)
    {
        if (body["object"].Text != "page")
        {
            return new InboundResult.Malformed();
        }

        var messages = ImmutableArray.CreateBuilder<InboundMessage>();
        var reports = ImmutableArray.CreateBuilder<DeliveryReport>();
        foreach (var item in body["entry"].Items.Where(e => e["id"].Text == pageId).SelectMany(e => e["messaging"].Items))
        {
            if (item["sender"]["id"].Text is not { } sender)
            {
                continue;
            }

            var (message, postback) = (item["message"], item["postback"]);
            if (message["mid"].Text is { } id && message["is_echo"].Text != "true")
            {
                messages.Add(person.Message(sender, null, id, Text(message)));
            }
            else if (postback["title"].Text is { } title)
            {
                messages.Add(person.Message(sender, null, postback["mid"].Text ?? $"{sender}-{item["timestamp"].Text}", title));
            }

            reports.AddRange(item["delivery"]["mids"].Items.Select(m => m.Text).OfType<string>().Select(m => person.Report(sender, m, DeliveryStatus.Delivered)));
        }

        return new InboundResult.Received(messages.ToImmutable(), reports.ToImmutable());
    }

    private static string Text(Loose message)
    {
        var lines = message["attachments"].Items.Select(a => a["type"].Text == "location"
            ? Described.Location(a["payload"]["coordinates"]["lat"].Text, a["payload"]["coordinates"]["long"].Text, a["title"].Text)
            : Described.Media(a["type"].Text ?? "attachment", a["title"].Text, a["payload"]["url"].Text ?? a["url"].Text));
        var all = new[] { message["text"].Text }.Concat(lines).Where(l => !string.IsNullOrWhiteSpace(l)).ToList();
        return all.Count == 0 ? Described.Media("message without text") : string.Join('\n', all);
    }
}
