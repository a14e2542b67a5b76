using System.Collections.Immutable;
using System.Globalization;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Channels.Inbound;
using CustomerChat.Chats;
using CustomerChat.Files;
using CustomerChat.Intake;

namespace CustomerChat.Channels.Messenger;

/// <summary>Messenger's webhook (https://developers.facebook.com/docs/messenger-platform/reference/webhook-events) as messages and reports. Pure.</summary>
internal static class MessengerParser
{
    /// <summary>The fields that every event has, beside what happened.</summary>
    private static readonly string[] Envelope = ["sender", "recipient", "timestamp", "hop_context"];

    /// <summary>Events about whole threads, between apps and with the platform. No customer did them.</summary>
    private static readonly string[] News =
        ["pass_thread_control", "take_thread_control", "request_thread_control", "app_roles", "policy_enforcement", "account_linking"];

    private static readonly string[] MessageEnvelope = ["mid", "is_echo", "app_id", "metadata", "text", "attachments", "quick_reply", "reply_to", "referral", "nlp"];

    public static InboundResult Read(LenientJson body, string pageId, InboundMapper mapper)
    {
        if (body["object"].Text != "page")
        {
            return new InboundResult.Malformed();
        }

        var received = new WebhookContent(mapper);
        foreach (var entry in body["entry"].Items)
        {
            var isOurs = entry["id"].Text == pageId;
            foreach (var item in entry["messaging"].Items)
            {
                if (isOurs)
                {
                    Read(item, pageId, received, mapper);
                }
                else
                {
                    received.Ignore(Ignored.OtherAccount);
                }
            }

            foreach (var _ in entry["standby"].Items)
            {
                received.Ignore(isOurs ? Ignored.Standby : Ignored.OtherAccount);
            }
        }

        return received.Result;
    }

    private static void Read(LenientJson item, string pageId, WebhookContent received, InboundMapper mapper)
    {
        if (item["message"]["is_echo"].IsTrue || item["sender"]["id"].Text == pageId)
        {
            received.Ignore(Ignored.Echo);
        }
        else if (News.Any(n => item[n].Exists))
        {
            received.Ignore(Ignored.AccountNews);
        }
        else if (item["sender"]["id"].Text is not { } sender)
        {
            received.Ignore(Ignored.NoSender);
        }
        else if (item["delivery"] is { Exists: true } delivery)
        {
            Report(delivery["mids"].Items.Select(m => m.Text), delivery["watermark"].Text, sender, DeliveryStatus.Delivered, received, mapper);
        }
        else if (item["read"] is { Exists: true } read)
        {
            Report([read["mid"].Text], read["watermark"].Text, sender, DeliveryStatus.Read, received, mapper);
        }
        else
        {
            received.Add(Event(item, sender));
        }
    }

    private static void Report(IEnumerable<string?> ids, string? watermark, string sender, DeliveryStatus status, WebhookContent received, InboundMapper mapper)
    {
        var known = ids.OfType<string>().ToList();
        foreach (var id in known)
        {
            received.Add(mapper.Report(sender, id, status));
        }

        if (known.Count > 0)
        {
            return;
        }

        // Without ids, the report is about all messages that the relay sent up to that time.
        if (long.TryParse(watermark, NumberStyles.None, CultureInfo.InvariantCulture, out var through)
            && through <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            received.Add(mapper.Report(sender, null, status) with { Through = DateTimeOffset.FromUnixTimeMilliseconds(through) });
        }
        else
        {
            received.Ignore(Ignored.Report);
        }
    }

    private static InboundEvent Event(LenientJson item, string sender)
    {
        var (message, postback, edit, reaction) = (item["message"], item["postback"], item["message_edit"], item["reaction"]);
        var at = $"{sender}-{item["timestamp"].Text}";
        if (message.Exists)
        {
            var (id, isDeleted) = (message["mid"].Text ?? at, message["is_deleted"].IsTrue);
            return new InboundEvent(sender, null, isDeleted ? $"{id}-deleted" : id, Contents(message))
            {
                About = isDeleted ? new MessageReference(id) : ReplyTo(message["reply_to"]),
                Referral = Referral.OfMessenger(message["referral"]),
            };
        }

        if (postback.Exists)
        {
            return new InboundEvent(sender, null, postback["mid"].Text ?? at, new InboundContent.Postback(postback["title"].Text, postback["payload"].Text))
            {
                Referral = Referral.OfMessenger(postback["referral"]),
            };
        }

        if (edit.Exists)
        {
            return new InboundEvent(sender, null, $"{edit["mid"].Text}-edit-{edit["num_edit"].Text ?? at}", new InboundContent.Edit(
                [edit["text"].Text is { } text ? new InboundContent.Text(text) : InboundContent.Unknown.Of("message", edit)]))
            {
                About = new MessageReference(edit["mid"].Text),
            };
        }

        if (reaction.Exists)
        {
            var emoji = reaction["action"].Text == "unreact" ? null : reaction["emoji"].Text ?? reaction["reaction"].Text;
            return new InboundEvent(sender, null, $"{at}-reaction-{reaction["mid"].Text}-{reaction["action"].Text}", new InboundContent.Reaction(emoji))
            {
                About = new MessageReference(reaction["mid"].Text),
            };
        }

        if (item["messaging_feedback"] is { Exists: true } feedback)
        {
            return new InboundEvent(sender, null, at, Form.Read("feedback", feedback["feedback_screens"]));
        }

        return item["referral"] is { Exists: true } referral
            ? new InboundEvent(sender, null, $"{at}-referral", new InboundContent.System("The customer has followed a link into this conversation."))
            {
                Referral = Referral.OfMessenger(referral),
            }
            : new InboundEvent(sender, null, at, new InboundContent.System(Undescribed(item)));
    }

    /// <summary>The values of an event of a kind that the relay does not know.</summary>
    private static string Undescribed(LenientJson item) => string.Join(
        ", ",
        Leaves.Of(item)
            .Where(l => !Envelope.Any(e => l.Name == e || l.Name.StartsWith(e + ".", StringComparison.Ordinal)))
            .Select(l => $"{l.Name}: {l.Value}"));

    private static MessageReference? ReplyTo(LenientJson replied) =>
        replied["mid"].Text is { } mid ? new MessageReference(mid)
        : replied["story"].Exists ? new MessageReference(null, $"[story] {replied["story"]["url"].Text}")
        : null;

    private static ImmutableArray<InboundContent> Contents(LenientJson message)
    {
        if (message["is_deleted"].IsTrue)
        {
            return [new InboundContent.Revoke()];
        }

        InboundContent[] words = message["text"].Text is not { } text ? []
            : message["quick_reply"]["payload"].Text is { } payload ? [new InboundContent.Postback(text, payload)]
            : [new InboundContent.Text(text)];
        var all = words.Concat(message["attachments"].Items.SelectMany(Attachment)).ToImmutableArray();
        return !all.IsEmpty ? all
            : message["is_unsupported"].IsTrue ? [new InboundContent.Unknown("unsupported", [])]
            : Leaves.Of(message, MessageEnvelope) is { IsEmpty: false } leaves ? [new InboundContent.Unknown("message", leaves)]
            : [];
    }

    private static IEnumerable<InboundContent> Attachment(LenientJson attachment)
    {
        var (kind, payload) = (attachment["type"].Text ?? "attachment", attachment["payload"]);
        var (title, link) = (attachment["title"].Text ?? payload["title"].Text, payload["url"].Text ?? attachment["url"].Text ?? attachment["URL"].Text);
        return kind == "location"
                ? [new InboundContent.Location(payload["coordinates"]["lat"].Text, payload["coordinates"]["long"].Text, title)]
            : payload["elements"].Items.Any()
                ? payload["elements"].Items.Select(e =>
                    new InboundContent.File(kind, e["subtitle"].Text, e["title"].Text, e["url"].Text ?? e["item_url"].Text ?? e["image_url"].Text))
            : title is null && link is null ? [InboundContent.Unknown.Of(kind, payload)]
            : [new InboundContent.File(kind, null, title, link)
            {
                Reference = link is not null && kind is "image" or "audio" or "video" or "file" or "sticker" ? new FileReference(kind, link!) { Name = title } : null,
            }];
    }
}
