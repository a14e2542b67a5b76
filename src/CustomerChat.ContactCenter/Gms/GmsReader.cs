using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CustomerChat.Chats;
using CustomerChat.ContactCenter.Http;
using CustomerChat.Turn;

namespace CustomerChat.ContactCenter.Gms;

/// <summary>Reads the answers of GMS. Pure.</summary>
internal static class GmsReader
{
    /// <summary>
    /// Reads a reply. If the request failed, throws an exception that says in which way. An answer with status 200 may hold an error, and an answer with another
    /// status may hold a good reply.
    /// </summary>
    /// <param name="isEndFine">True = a reply that says that the chat has ended is a success.</param>
    public static GmsReply Read(CenterAnswer answer, bool isEndFine = false)
    {
        var reply = Parse(answer.Body);
        return reply switch
        {
            { StatusCode: 0 } => reply,
            { StatusCode: null, Messages.ValueKind: JsonValueKind.Array } or { StatusCode: null, ChatId: not null } when answer.IsSuccess => reply,
            { IsOver: true } when isEndFine => reply,
            _ => throw new ContactCenterException(Fault(answer, reply), Describe(answer, reply)) { RetryAfter = answer.RetryAfter, Status = answer.Code },
        };
    }

    /// <summary>Whether an answer to a read may mean that GMS does not know the chat, although the answer does not say so.</summary>
    public static bool DeniesChat(CenterAnswer answer) =>
        Parse(answer.Body) is { } reply ? reply is { StatusCode: 2, IsOver: false } : answer.Code is 400 or 404 or 410;

    /// <summary>The entries that a customer may see. An entry without an index is identified by its content.</summary>
    public static ImmutableArray<UpstreamMessage> Messages(GmsReply reply, HandOverRule? handOver) =>
    [
        .. Entries.Of(reply.Messages, GmsContext.Default.GmsMessage, Salvage).OrderBy(m => m.Index ?? long.MaxValue).DistinctBy(m => (m.Index, m.Index is null ? Key(m) : null))
            .Select(m => Message(m, handOver)),
    ];

    private static UpstreamMessage Message(GmsMessage message, HandOverRule? handOver)
    {
        var from = new Participant(
            message.From?.Nickname ?? "", message.From?.ParticipantId ?? "",
            message.From?.Type switch { "Client" => ParticipantType.Customer, "Agent" => ParticipantType.Agent, _ => ParticipantType.External });
        var index = Math.Max(message.Index ?? 0, 0);
        var known = TypeOf(message, from);
        var type = known ?? EntryType.Notice;
        var isEcho = known == EntryType.Text && from.Type == ParticipantType.Customer;
        var text = (message.Type, type) switch
        {
            // The text of a typing entry is a preview of what somebody types. The relay does not keep it.
            (_, EntryType.TypingStarted or EntryType.TypingStopped or EntryType.PushUrl) => null,
            ("FileUploaded", _) => $"[file] {FileName(message)}",
            (_, EntryType.Text) => message.Text ?? "",
            _ => message.Text,
        };
        return new(index, type, from, text, type == EntryType.PushUrl ? message.Text : null)
        {
            Key = index > 0 ? null : Key(message),
            IsSilent = known is null,
            EchoOf = isEcho ? ClientIds.IndexOf(message.MessageType) : null,
            AsksHandOver = isEcho && handOver?.IsAskedBy(text) == true,
        };
    }

    /// <summary>The type of the entry; null = the entry is meant for programs.</summary>
    private static EntryType? TypeOf(GmsMessage message, Participant from) => message.Type switch
    {
        "Message" => EntryType.Text,
        // A customer's file is one that the relay uploaded. The entry does not hold our id, so the order of the entries shows which text it belongs to.
        "FileUploaded" => from.Type == ParticipantType.Customer ? EntryType.Text : EntryType.Notice,
        "FileDeleted" => null,
        "Notice" when message.Text == "file-client-cfg-get" => null,
        { } name when name != nameof(EntryType.Text) && Enum.TryParse<EntryType>(name, out var type) && Enum.IsDefined(type) => type,
        _ => message.Text is null ? null : EntryType.Notice,
    };

    private static string FileName(GmsMessage message) =>
        message.UserData is { ValueKind: JsonValueKind.Object } data ? Entries.Text(data, "file-name") ?? "" : "";

    /// <summary>Takes what can be read of an entry that does not have the expected form.</summary>
    private static GmsMessage Salvage(JsonElement entry) => new()
    {
        Index = long.TryParse(Entries.Text(entry, "index"), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null,
        Type = Entries.Text(entry, "type"),
        Text = Entries.Text(entry, "text"),
        UtcTime = Entries.Text(entry, "utcTime"),
    };

    private static string Key(GmsMessage message) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{message.Type}|{message.UtcTime}|{message.From?.ParticipantId}|{message.Text}")).AsSpan(0, 12));

    private static GmsReply? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, GmsContext.Default.GmsReply);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ContactCenterFault Fault(CenterAnswer answer, GmsReply? reply) => (reply, answer.Code) switch
    {
        (_, 429) => ContactCenterFault.Busy,
        ({ StatusCode: not null, IsOver: true }, _) => ContactCenterFault.ChatGone,
        ({ StatusCode: 2 }, _) => ContactCenterFault.Refused,
        ({ StatusCode: not null }, _) => ContactCenterFault.Unclear,
        (_, 401 or 403 or 404 or 405 or 407 or 410 or (>= 300 and < 400)) => ContactCenterFault.NotNow,
        (_, 400 or 413 or 415 or 422) => ContactCenterFault.Refused,
        _ => ContactCenterFault.Unclear,
    };

    private static string Describe(CenterAnswer answer, GmsReply? reply) => string.Create(
        CultureInfo.InvariantCulture,
        $"GMS answered {answer.Code} with {(reply is null ? "no JSON" : $"status code {reply.StatusCode?.ToString(CultureInfo.InvariantCulture) ?? "none"}{string.Concat(reply.Errors?.Where(e => e?.Code is not null).Take(3).Select(e => $", error {e!.Code}") ?? [])}")}.");
}
