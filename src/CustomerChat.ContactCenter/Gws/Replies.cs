using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerChat.ContactCenter.Http;

namespace CustomerChat.ContactCenter.Gws;

/// <summary>The form of every reply: the attributes of all operations. Each attribute is optional.</summary>
internal sealed record Reply
{
    public int? StatusCode { get; init; }

    public string? Id { get; init; }

    public string? Path { get; init; }

    public GwsChatReply? Chat { get; init; }

    public IReadOnlyList<MessageReply>? Messages { get; init; }
}

internal sealed record GwsChatReply(string? State, IReadOnlyList<ParticipantReply>? Participants);

internal sealed record ParticipantReply(string? Nickname, string? ParticipantId, string? Type);

internal sealed record MessageReply
{
    public long Index { get; init; }

    public string? Type { get; init; }

    public ParticipantReply? From { get; init; }

    public string? Text { get; init; }

    public string? Url { get; init; }

    public string? NoticeText { get; init; }

    public string? Visibility { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    Converters = [typeof(LenientString)])]
[JsonSerializable(typeof(Reply))]
internal sealed partial class ReplyContext : JsonSerializerContext;

internal sealed record OperationRequest(string OperationName)
{
    public string? Nickname { get; init; }

    public string? Subject { get; init; }

    public string? Endpoint { get; init; }

    public IReadOnlyDictionary<string, string>? UserData { get; init; }

    public string? Text { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OperationRequest))]
internal sealed partial class RequestContext : JsonSerializerContext;
