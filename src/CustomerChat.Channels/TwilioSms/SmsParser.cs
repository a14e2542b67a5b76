using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CustomerChat.Channels.Accounts;
using CustomerChat.Chats;
using CustomerChat.Delivery;

namespace CustomerChat.Channels.TwilioSms;

/// <summary>Twilio's fields as messages and reports. Pure.</summary>
internal static class SmsParser
{
    /// <summary>A JSON body's fields, flat.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>>? ParseJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body.IsEmpty ? "{}"u8.ToArray() : body, new JsonDocumentOptions { MaxDepth = 16 });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? [.. document.RootElement.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value.ToString()))]
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public static InboundResult Read(IReadOnlyList<KeyValuePair<string, string>> fields, bool isStatus, Person person)
    {
        string? Field(string name) => fields.FirstOrDefault(f => string.Equals(f.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

        var id = Field("MessageSid") ?? Field("SmsSid") ?? Field("SmsMessageSid");
        if (string.IsNullOrWhiteSpace(id))
        {
            return new InboundResult.Malformed();
        }

        if (isStatus)
        {
            return Status(Field("MessageStatus") ?? Field("SmsStatus")) is { } status && Field("To") is { Length: > 0 } to
                ? new InboundResult.Received([], [person.Report(to, id, status, Field("ErrorCode"))])
                : new InboundResult.Received([], []);
        }

        if (Field("From") is not { Length: > 0 } from)
        {
            return new InboundResult.Malformed();
        }

        var message = person.Message(
            from, Field("ProfileName"), id, Text(Field), ("number", Field("WaId") ?? from), ("city", Field("FromCity")), ("country", Field("FromCountry")));
        return new InboundResult.Received([message], ImmutableArray<DeliveryReport>.Empty)
        {
            Answer = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>", "text/xml"),
        };
    }

    private static string Text(Func<string, string?> field)
    {
        var lines = new List<string>();
        if (field("Body") is { } body && !string.IsNullOrWhiteSpace(body))
        {
            lines.Add(body);
        }

        _ = int.TryParse(field("NumMedia"), NumberStyles.None, CultureInfo.InvariantCulture, out var media);
        for (var i = 0; i < Math.Min(media, 10); i++)
        {
            lines.Add(Described.Media(field($"MediaContentType{i}") ?? "media", link: field($"MediaUrl{i}")));
        }

        if (field("Latitude") is { Length: > 0 } latitude)
        {
            lines.Add(Described.Location(latitude, field("Longitude"), field("Label") ?? field("Address")));
        }

        if (field("ButtonText") is { Length: > 0 } button && !lines.Contains(button))
        {
            lines.Add(button);
        }

        return lines.Count == 0 ? Described.Media("empty message") : string.Join('\n', lines);
    }

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
