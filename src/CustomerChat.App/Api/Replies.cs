using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerChat.App.Api;

/// <summary>The reply of an operation that succeeded.</summary>
public sealed record StatusReply(int StatusCode = 0);

/// <summary>The reply of an operation that failed. A failed operation has changed nothing.</summary>
public sealed record ErrorReply(int StatusCode, string StatusMessage);

/// <summary>The reply of RequestChat.</summary>
public sealed record RequestChatReply(string Id, string Path, int StatusCode = 0);

/// <summary>The reply of GetChat.</summary>
public sealed record GetChatReply(ChatReply Chat, int StatusCode = 0);

public sealed record ChatReply(string Id, string State, IReadOnlyList<string> Capabilities, IReadOnlyList<ParticipantReply> Participants);

public sealed record ParticipantReply(string Nickname, string ParticipantId, string Type);

/// <summary>The reply of GetMessages.</summary>
public sealed record GetMessagesReply(IReadOnlyList<MessageReply> Messages, int StatusCode = 0);

public sealed record MessageReply(long Index, string Type, ParticipantReply From)
{
    public string? Text { get; init; }

    public string? Url { get; init; }

    public string? NoticeText { get; init; }

    /// <summary><c>yyyy-MM-dd HH:mm:ss.fff+zzzz</c></summary>
    public required string Timestamp { get; init; }

    /// <summary>Milliseconds since 1970, although the name says seconds.</summary>
    public long TimestampSeconds { get; init; }
}

/// <summary>Whether a contact centre is open.</summary>
/// <param name="OpensAt">When it opens next, in UTC; null = it is open, or no opening time is known.</param>
/// <param name="ClosesAt">When it closes next, in UTC; null = it is closed, or no closing time is known.</param>
/// <param name="TimeZone">The IANA id of its time zone; null = it has no opening hours and is always open.</param>
/// <param name="TakesMessages">The relay accepts a new chat now. Outside the opening hours it keeps the chat until they begin.</param>
public sealed record AvailabilityReply(
    bool IsOpen,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTime? OpensAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTime? ClosesAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? TimeZone,
    bool TakesMessages);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StatusReply))]
[JsonSerializable(typeof(ErrorReply))]
[JsonSerializable(typeof(RequestChatReply))]
[JsonSerializable(typeof(GetChatReply))]
[JsonSerializable(typeof(GetMessagesReply))]
[JsonSerializable(typeof(AvailabilityReply))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Letters of all languages are not escaped. That is safe, because the replies are JSON and never part of a page.</summary>
    public static ApiJson Readable { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
