using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerChat.ContactCenter.Http;

namespace CustomerChat.ContactCenter.Gms;

/// <summary>The reply that all operations share. Each attribute is optional.</summary>
internal sealed record GmsReply
{
    public int? StatusCode { get; init; }

    public bool? ChatEnded { get; init; }

    public string? ChatId { get; init; }

    public string? SecureKey { get; init; }

    public string? UserId { get; init; }

    public string? Alias { get; init; }

    /// <summary>The position of the next entry. The relay sends it back unchanged.</summary>
    public string? NextPosition { get; init; }

    public JsonElement? Messages { get; init; }

    public IReadOnlyList<GmsError?>? Errors { get; init; }

    /// <summary>The chat has ended: no more entries can come.</summary>
    [JsonIgnore]
    public bool IsOver => ChatEnded == true || Errors?.Any(e => e?.Code == GmsError.Over) == true;
}

internal sealed record GmsError(int? Code)
{
    /// <summary>The error code of a request to a chat that has ended.</summary>
    public const int Over = 249;
}

internal sealed record GmsMessage
{
    public long? Index { get; init; }

    public string? Type { get; init; }

    public string? Text { get; init; }

    public string? MessageType { get; init; }

    /// <summary>The entry's time, in milliseconds since 1970.</summary>
    public string? UtcTime { get; init; }

    public GmsParticipant? From { get; init; }

    public JsonElement? UserData { get; init; }
}

internal sealed record GmsParticipant(string? Nickname, string? ParticipantId, string? Type);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    Converters = [typeof(LenientString)])]
[JsonSerializable(typeof(GmsReply))]
[JsonSerializable(typeof(GmsMessage))]
[JsonSerializable(typeof(GmsHandle))]
internal sealed partial class GmsContext : JsonSerializerContext;
