using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Channels.Inbound;
using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Files;
using CustomerChat.Intake;

namespace CustomerChat.Channels.TwilioSms;

/// <summary>Twilio's fields (https://www.twilio.com/docs/messaging/guides/webhook-request) as messages and reports. Pure.</summary>
internal static class SmsParser
{
    /// <summary>The fields that every message has, beside what was sent, and the fields that go into the chat's user data.</summary>
    private static readonly HashSet<string> Envelope = new(StringComparer.OrdinalIgnoreCase)
    {
        "MessageSid", "SmsSid", "SmsMessageSid", "AccountSid", "MessagingServiceSid", "From", "To", "Body", "NumMedia", "NumSegments", "SmsStatus", "ApiVersion",
        "FromCity", "FromState", "FromZip", "FromCountry", "ToCity", "ToState", "ToZip", "ToCountry", "ProfileName", "WaId", "ChannelMetadata", "AddOns",
        "OptOutType", "MessageType", "EventType", "ReferralNumMedia", "Forwarded", "FrequentlyForwarded", "OriginalRepliedMessageSid",
        "OriginalRepliedMessageSender", "bodySHA256",
    };

    /// <summary>A JSON body's fields as a flat list; null when the body is not an object.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>>? ParseJson(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            return [];
        }

        using var document = LenientJson.Parse(body);
        return document?.RootElement.ValueKind == JsonValueKind.Object
            ? [.. new LenientJson(document.RootElement).Properties.Select(p => KeyValuePair.Create(p.Name, Value(p.Value)))]
            : null;

        static string Value(LenientJson value) => value.Text ?? (value.Element.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? value.Element.GetRawText() : "");
    }

    public static InboundResult Read(IReadOnlyList<KeyValuePair<string, string>> fields, bool isStatus, InboundMapper mapper)
    {
        string? Field(string name) =>
            fields.FirstOrDefault(f => string.Equals(f.Key, name, StringComparison.OrdinalIgnoreCase)).Value is { Length: > 0 } value ? value : null;

        if ((Field("MessageSid") ?? Field("SmsSid") ?? Field("SmsMessageSid")) is not { } id || string.IsNullOrWhiteSpace(id))
        {
            return new InboundResult.Malformed();
        }

        var received = new WebhookContent(mapper);
        if (isStatus)
        {
            if (Status(Field("MessageStatus") ?? Field("SmsStatus")) is { } status && Field("To") is { } to)
            {
                received.Add(mapper.Report(to, id, status, ProviderReason.Of(Field("ErrorCode"), Field("ErrorMessage") ?? Field("ChannelStatusMessage"))) with
                {
                    Cause = status == DeliveryStatus.Failed ? ProviderHttp.Cause(TwilioRefusals.Of(HttpStatusCode.BadRequest, Field("ErrorCode"))) : null,
                });
            }
            else
            {
                received.Ignore(Ignored.Report);
            }

            return received.Result;
        }

        if (Field("From") is not { } from)
        {
            return new InboundResult.Malformed();
        }

        received.Add(new InboundEvent(from, Field("ProfileName"), id, Contents(fields, Field))
        {
            About = Field("OriginalRepliedMessageSid") is { } replied ? new MessageReference(replied) : null,
            ForwardedFrom = IsTrue(Field("Forwarded")) || IsTrue(Field("FrequentlyForwarded")) ? "" : null,
            Referral = Referral.OfTwilio(Field),
            Consent = Consent(Field("OptOutType")),
            Data = [("number", Field("WaId") ?? from), ("city", Field("FromCity")), ("country", Field("FromCountry"))],
        });
        return received.Result with { Answer = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>", "text/xml") };
    }

    private static ImmutableArray<InboundContent> Contents(IReadOnlyList<KeyValuePair<string, string>> fields, Func<string, string?> field)
    {
        var contents = ImmutableArray.CreateBuilder<InboundContent>();
        var (body, title) = (field("Body"), field("ButtonText") ?? field("ListTitle"));
        if (title is not null || field("ButtonPayload") is not null || field("ListId") is not null)
        {
            contents.Add(new InboundContent.Postback(title ?? body, field("ButtonPayload") ?? field("ListId")));
        }

        if (!string.IsNullOrWhiteSpace(body) && !contents.Any(c => c is InboundContent.Postback { Title: { } said } && said == body))
        {
            contents.Insert(0, new InboundContent.Text(body));
        }

        _ = int.TryParse(field("NumMedia"), NumberStyles.None, CultureInfo.InvariantCulture, out var media);
        for (var i = 0; i < Math.Min(media, 10); i++)
        {
            var (type, link) = (field($"MediaContentType{i}"), field($"MediaUrl{i}"));
            contents.Add(new InboundContent.File(type ?? "media", Link: link)
            {
                Reference = link is null ? null : new FileReference(type ?? "media", link) { Type = type },
            });
        }

        if (field("Latitude") is { } latitude)
        {
            contents.Add(new InboundContent.Location(latitude, field("Longitude"), field("Label") ?? field("Address")));
        }

        foreach (var form in new[] { field("FlowData"), field("InteractiveData") }.OfType<string>().Take(1))
        {
            contents.Add(Form.Read(null, form));
        }

        if (contents.Count == 0)
        {
            var leaves = Leaves.Of(fields
                .Where(f => !Envelope.Contains(f.Key) && !f.Key.StartsWith("Referral", StringComparison.OrdinalIgnoreCase))
                .Select(f => new Leaf(f.Key, f.Value)));
            contents.Add(new InboundContent.Unknown("empty message", leaves));
        }

        return contents.ToImmutable();
    }

    /// <summary>The consent that Twilio reports where Advanced Opt-Out is on. Twilio has answered the customer itself.</summary>
    private static ConsentSignal? Consent(string? optOutType) => optOutType?.ToUpperInvariant() switch
    {
        "STOP" => new(ConsentIntent.Stop, ConsentCause.Provider),
        "START" => new(ConsentIntent.Start, ConsentCause.Provider),
        "HELP" => new(ConsentIntent.Help, ConsentCause.Provider),
        _ => null,
    };

    private static bool IsTrue(string? value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    private static DeliveryStatus? Status(string? status) => status?.ToLowerInvariant() switch
    {
        "accepted" or "scheduled" or "queued" or "sending" => DeliveryStatus.Accepted,
        "sent" => DeliveryStatus.Sent,
        "delivered" or "partially_delivered" => DeliveryStatus.Delivered,
        "read" => DeliveryStatus.Read,
        "undelivered" or "failed" or "canceled" => DeliveryStatus.Failed,
        _ => null,
    };
}
