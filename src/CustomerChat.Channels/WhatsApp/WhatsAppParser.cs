using System.Collections.Immutable;
using System.Net;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Channels.Inbound;
using CustomerChat.Channels.Meta;
using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Delivery;
using CustomerChat.Files;
using CustomerChat.Intake;

namespace CustomerChat.Channels.WhatsApp;

/// <summary>The Cloud API's webhook (https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks) as messages and reports. Pure.</summary>
internal static class WhatsAppParser
{
    /// <summary>The fields that every message has, beside what was sent.</summary>
    private static readonly string[] Envelope =
        ["from", "id", "timestamp", "type", "from_user_id", "from_parent_user_id", "context.from", "context.id", "group_id"];

    public static InboundResult Read(LenientJson body, string phoneNumberId, InboundMapper mapper)
    {
        if (body["object"].Text != "whatsapp_business_account")
        {
            return new InboundResult.Malformed();
        }

        var received = new WebhookContent(mapper);
        foreach (var change in body["entry"].Items.SelectMany(e => e["changes"].Items))
        {
            var value = change["value"];
            if (value["metadata"]["phone_number_id"].Text is { } number && number != phoneNumberId)
            {
                // An app may have several numbers. The other numbers have accounts of their own.
                received.Ignore(Ignored.OtherAccount);
            }
            else if (change["field"].Text == "messages" && value["metadata"]["phone_number_id"].Exists)
            {
                Read(value, received, mapper);
            }
            else if (change["field"].Text == "user_preferences")
            {
                foreach (var preference in value["user_preferences"].Items)
                {
                    if (Preference(preference) is { } happened)
                    {
                        received.Add(happened);
                    }
                    else
                    {
                        received.Ignore(Ignored.NoSender);
                    }
                }
            }
            else
            {
                received.Ignore(change["field"].Text is "smb_message_echoes" or "message_echoes" ? Ignored.Echo : Ignored.AccountNews);
            }
        }

        return received.Result;
    }

    private static void Read(LenientJson value, WebhookContent received, InboundMapper mapper)
    {
        foreach (var message in value["messages"].Items)
        {
            if (message["id"].Text is { } id && Event(message, id, value["contacts"]) is { } happened)
            {
                received.Add(happened);
            }
            else
            {
                received.Ignore(Ignored.NoSender);
            }
        }

        foreach (var report in value["statuses"].Items)
        {
            if (report["id"].Text is { } id
                && (report["recipient_id"].Text ?? report["recipient_user_id"].Text) is { } to
                && Status(report["status"].Text) is { } status)
            {
                received.Add(Report(mapper.Report(to, id, status), report["errors"].Items.FirstOrDefault()));
            }
            else
            {
                received.Ignore(Ignored.Report);
            }
        }

        foreach (var _ in value["errors"].Items)
        {
            received.Ignore(Ignored.AccountNews);
        }
    }

    private static DeliveryReport Report(DeliveryReport report, LenientJson error) => report with
    {
        Error = ProviderReason.Of(error["code"].Text, error["title"].Text ?? error["message"].Text, error["error_data"]["details"].Text),
        Cause = report.Status == DeliveryStatus.Failed ? ProviderHttp.Cause(MetaRefusals.Of(HttpStatusCode.BadRequest, error["code"].Text, null)) : null,
    };

    /// <summary>The customer has used WhatsApp's own switch for marketing messages. The switch does not concern answers.</summary>
    private static InboundEvent? Preference(LenientJson preference)
    {
        var intent = preference["value"].Text switch { "stop" => ConsentIntent.Stop, "resume" => ConsentIntent.Start, _ => (ConsentIntent?)null };
        return (preference["wa_id"].Text ?? preference["user_id"].Text) is { } address && intent is { } known
            ? new InboundEvent(
                address, null, $"{address}-{preference["timestamp"].Text}-{preference["value"].Text}",
                new InboundContent.System($"The customer has used WhatsApp's switch for marketing messages ({preference["value"].Text})."))
            {
                Consent = new ConsentSignal(known, ConsentCause.Provider, ConsentScope.Marketing),
            }
            : null;
    }

    /// <summary>Null when the message names no sender.</summary>
    private static InboundEvent? Event(LenientJson message, string id, LenientJson contacts)
    {
        if (message["type"].Text == "system")
        {
            return System(message, message["system"], id);
        }

        var contact = Contact(contacts, message);

        // A customer with a username may have neither of these:
        // https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
        var number = message["from"].Text ?? contact["wa_id"].Text;
        var userId = message["from_user_id"].Text ?? contact["user_id"].Text;
        var username = contact["profile"]["username"].Text;
        return (number ?? userId) is not { } address ? null : new InboundEvent(address, contact["profile"]["name"].Text ?? username, id, Content(message))
        {
            About = About(message),
            ForwardedFrom = message["context"]["forwarded"].IsTrue || message["context"]["frequently_forwarded"].IsTrue ? "" : null,
            Referral = Referral.OfWhatsApp(message["referral"]) ?? Product(message["context"]["referred_product"]),
            Aliases = number is not null && userId is not null && number != userId ? [userId] : [],
            Data = [("number", number is null ? null : "+" + number), ("userId", userId), ("username", username), ("group", message["group_id"].Text)],
        };
    }

    /// <summary>The sender's contact. A single contact counts as the sender's, even if its id is spelled differently.</summary>
    private static LenientJson Contact(LenientJson contacts, LenientJson message)
    {
        var all = contacts.Items.ToList();
        return all.Count == 1 ? all[0] : all.FirstOrDefault(c =>
            (c["wa_id"].Text is { } number && number == message["from"].Text) || (c["user_id"].Text is { } userId && userId == message["from_user_id"].Text));
    }

    /// <summary>
    /// The customer has another number or id now, or the provider notes something else about the customer. There is no contact beside it.
    /// </summary>
    private static InboundEvent? System(LenientJson message, LenientJson system, string id)
    {
        var (from, userId) = (message["from"].Text, system["user_id"].Text);
        var number = system["wa_id"].Text ?? system["new_wa_id"].Text ?? (system["type"].Text == "user_changed_number" ? null : from);
        string?[] before = [from, system["customer"].Text, message["from_user_id"].Text, system["previous_user_id"].Text];
        var address = number ?? userId ?? from ?? message["from_user_id"].Text;
        return address is null ? null : new InboundEvent(address, null, id, new InboundContent.System(system["body"].Text ?? system["type"].Text ?? ""))
        {
            Aliases = userId is not null && userId != address ? [userId] : [],
            FormerAddresses = number is null && userId is null ? [] : [.. before.OfType<string>().Where(a => a != address && a != userId).Distinct()],
        };
    }

    private static MessageReference? About(LenientJson message)
    {
        var id = message["reaction"]["message_id"].Text ?? message["edit"]["original_message_id"].Text ?? message["revoke"]["original_message_id"].Text
            ?? message["context"]["id"].Text;
        return id is null ? null : new MessageReference(id);
    }

    private static Referral? Product(LenientJson product) =>
        product["product_retailer_id"].Text is { } name ? new Referral("product", name, Id: product["catalog_id"].Text) : null;

    private static ImmutableArray<InboundContent> Content(LenientJson message)
    {
        var kind = message["type"].Text ?? "message";
        var content = message[kind];
        return kind == "contacts" && content.Items.Any() ? [.. content.Items.Select(Contact)] :
        [
            kind switch
            {
                "text" => content["body"].Text is { } body ? new InboundContent.Text(body) : InboundContent.Unknown.Of("empty message", default),
                "button" => new InboundContent.Postback(content["text"].Text, content["payload"].Text),
                "interactive" => Interactive(content),
                "location" => new InboundContent.Location(content["latitude"].Text, content["longitude"].Text, content["name"].Text ?? content["address"].Text),
                "reaction" => new InboundContent.Reaction(content["emoji"].Text),
                "image" or "video" or "audio" or "document" or "sticker" when content.Exists => File(kind, content),
                "order" => Order(content),
                "edit" => new InboundContent.Edit(content["message"].Exists ? Content(content["message"]) : []),
                "revoke" => new InboundContent.Revoke(),
                "request_welcome" => new InboundContent.System("The customer has opened the conversation."),
                "unsupported" => Unsupported(message),
                _ => content.Exists ? InboundContent.Unknown.Of(kind, content) : new InboundContent.Unknown(kind, Leaves.Of(message, Envelope)),
            },
        ];
    }

    private static InboundContent File(string kind, LenientJson content)
    {
        var id = content["id"].Text;
        return new InboundContent.File(kind, content["caption"].Text, content["filename"].Text, content["link"].Text ?? Id(id))
        {
            Reference = id is null ? null : new FileReference(content["voice"].IsTrue ? "voice" : kind, id)
            {
                Name = content["filename"].Text,
                Type = content["mime_type"].Text,
                Sha256 = content["sha256"].Text,
            },
        };
    }

    private static InboundContent Interactive(LenientJson content)
    {
        var reply = content["button_reply"] is { Exists: true } button ? button : content["list_reply"];
        if (reply.Exists)
        {
            return new InboundContent.Postback(reply["title"].Text, reply["id"].Text);
        }

        if (content["nfm_reply"] is { Exists: true } form)
        {
            return Form.Read(form["name"].Text, form["response_json"]);
        }

        var kind = content["type"].Text ?? "interactive";
        return InboundContent.Unknown.Of(kind, content[kind] is { Exists: true } known ? known : content);
    }

    private static InboundContent Unsupported(LenientJson message)
    {
        var error = message["errors"].Items.FirstOrDefault();
        return new InboundContent.Unknown("unsupported", Leaves.Of(new[]
        {
            new Leaf("", message["unsupported"]["type"].Text ?? ""), new Leaf("", error["title"].Text ?? ""), new Leaf("", error["error_data"]["details"].Text ?? ""),
        }));
    }

    private static InboundContent Order(LenientJson order) => new InboundContent.Order(
        order["catalog_id"].Text,
        [.. order["product_items"].Items.Select(i => new OrderItem(i["product_retailer_id"].Text, i["quantity"].Text, i["item_price"].Text, i["currency"].Text))],
        order["text"].Text);

    private static InboundContent Contact(LenientJson contact) => new InboundContent.Contact(
        contact["name"]["formatted_name"].Text ?? contact["name"]["first_name"].Text,
        [
            .. contact["phones"].Items.Select(p => p["phone"].Text ?? p["wa_id"].Text).OfType<string>(),
            .. contact["emails"].Items.Select(e => e["email"].Text).OfType<string>(),
            .. contact["org"]["company"].Text is { } company ? new[] { company } : [],
        ]);

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
