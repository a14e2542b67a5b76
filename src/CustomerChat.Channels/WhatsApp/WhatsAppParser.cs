using System.Collections.Immutable;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Intake;

namespace CustomerChat.Channels.WhatsApp;

/// <summary>The Cloud API's webhook (https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks) as messages and reports. Pure.</summary>
internal static class WhatsAppParser
{
    public static InboundResult Read(Loose body, string phoneNumberId, Person person)
    {
        if (body["object"].Text != "whatsapp_business_account")
        {
            return new InboundResult.Malformed();
        }

        var messages = ImmutableArray.CreateBuilder<InboundMessage>();
        var reports = ImmutableArray.CreateBuilder<DeliveryReport>();
        foreach (var value in body["entry"].Items.SelectMany(e => e["changes"].Items).Where(c => c["field"].Text == "messages").Select(c => c["value"]))
        {
            // An app may carry several numbers: the others have accounts of their own.
            if (value["metadata"]["phone_number_id"].Text != phoneNumberId)
            {
                continue;
            }

            foreach (var message in value["messages"].Items)
            {
                if (message["from"].Text is { } from && message["id"].Text is { } id)
                {
                    messages.Add(person.Message(from, Name(value["contacts"], from), id, Text(message), ("number", "+" + from)));
                }
            }

            foreach (var report in value["statuses"].Items)
            {
                if (report["id"].Text is { } id && report["recipient_id"].Text is { } to && Status(report["status"].Text) is { } status)
                {
                    reports.Add(person.Report(to, id, status, report["errors"].Items.FirstOrDefault()["code"].Text));
                }
            }
        }

        return new InboundResult.Received(messages.ToImmutable(), reports.ToImmutable());
    }

    /// <summary>Of who wrote; a contact that stands there alone is meant even where its id is spelled otherwise.</summary>
    private static string? Name(Loose contacts, string from)
    {
        var all = contacts.Items.ToList();
        var contact = all.Count == 1 ? all[0] : all.FirstOrDefault(c => c["wa_id"].Text == from);
        return contact["profile"]["name"].Text;
    }

    private static string Text(Loose message)
    {
        var kind = message["type"].Text ?? "message";
        var content = message[kind];
        return kind switch
        {
            "text" => content["body"].Text ?? Described.Media("empty message"),
            "button" => content["text"].Text ?? Described.Media(kind),
            "interactive" => content["button_reply"]["title"].Text ?? content["list_reply"]["title"].Text ?? Described.Media(kind),
            "location" => Described.Location(content["latitude"].Text, content["longitude"].Text, content["name"].Text ?? content["address"].Text),
            "contacts" => string.Join('\n', content.Items.Select(c => Described.Media(
                "contact", c["name"]["formatted_name"].Text, string.Join(", ", c["phones"].Items.Select(p => p["phone"].Text).OfType<string>()))).DefaultIfEmpty("[contact]")),
            "reaction" => Described.Media(kind, content["emoji"].Text),
            "image" or "video" or "audio" or "document" or "sticker" => Described.Media(
                kind, content["caption"].Text ?? content["filename"].Text, content["link"].Text ?? Id(content["id"].Text)),
            _ => Described.Media(kind, content["body"].Text ?? message["errors"].Items.FirstOrDefault()["title"].Text),
        };
    }

    private static string? Id(string? id) => id is null ? null : $"(media id {id})";

    private static DeliveryStatus? Status(string? status) => status switch
    {
        "sent" => DeliveryStatus.Sent,
        "delivered" => DeliveryStatus.Delivered,
        "read" or "played" => DeliveryStatus.Read,
        "failed" => DeliveryStatus.Failed,
        _ => null,
    };
}
