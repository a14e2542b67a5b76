using System.Collections.Immutable;
using System.Text.Json;
using CustomerChat.App.Api;

namespace CustomerChat.App.DirectLine;

/// <summary>Reads the bytes of a POST: gives what the client says, or the error. Pure.</summary>
internal static class ActivityReader
{
    public const int MaxUserId = 64;
    public const int MaxKey = 128;

    private static readonly Start Nothing = new(null, null, null, null, ImmutableSortedDictionary<string, string>.Empty);

    /// <summary>The body of <c>POST …/activities</c>.</summary>
    public static (ClientActivity? Activity, ApiError? Error) Activity(ReadOnlyMemory<byte> body) => Body.Read(body, Activity);

    /// <summary>
    /// The body of <c>POST /conversations</c> or <c>/tokens/generate</c>. A missing body counts as an empty one. The body has Direct Line's
    /// <c>user.id</c> and <c>user.name</c>. Subject, endpoint, userData and isMessage are in <c>channelData</c>, Direct Line's place for such fields.
    /// </summary>
    public static (Start? Start, ApiError? Error) Start(ReadOnlyMemory<byte> body) => body.IsEmpty ? (Nothing, null) : Body.Read(body, Start);

    private static ClientActivity Activity(JsonElement body) => Body.Required(body, "type", 64) switch
    {
        "message" => body.TryGetProperty("attachments", out var files) && files.ValueKind == JsonValueKind.Array && files.GetArrayLength() > 0
            ? new ClientActivity.WithLinks(TextBeside(body), Key(body))
            : new ClientActivity.Message(Body.Required(body, "text", Body.MaxText), Key(body)),
        "typing" => new ClientActivity.Typing(Started: true),
        "endOfConversation" => new ClientActivity.End(),
        "event" => Body.Optional(body, "name", Body.MaxSubject) == "typingStopped" ? new ClientActivity.Typing(Started: false) : new ClientActivity.Ignored(),
        _ => throw new Body.FaultException(ApiError.OutOfRange("The type is none of message, typing, endOfConversation and event.")),
    };

    /// <summary>The activity that comes with uploaded files. Its text may be missing.</summary>
    public static (Beside? Beside, ApiError? Error) Beside(ReadOnlyMemory<byte> body) =>
        Body.Read(body, activity => new Beside(TextBeside(activity), Key(activity)));

    /// <summary>The text that comes with files; null when it is missing or empty.</summary>
    private static string? TextBeside(JsonElement activity) =>
        activity.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(text.GetString())
            ? null
            : Body.Optional(activity, "text", Body.MaxText);

    private static string? Key(JsonElement body) =>
        Body.Child(body, "channelData") is { } data ? Body.Optional(data, "clientActivityID", MaxKey) : null;

    private static Start Start(JsonElement body)
    {
        var (user, data) = (Body.Child(body, "user"), Body.Child(body, "channelData"));
        return new Start(
            user is null ? null : Body.Optional(user.Value, "id", MaxUserId),
            user is null ? null : Body.Optional(user.Value, "name", Body.MaxNickname),
            data is null ? null : Body.Optional(data.Value, "subject", Body.MaxSubject),
            data is null ? null : Body.Optional(data.Value, "endpoint", Body.MaxSubject),
            data is null ? Nothing.UserData : Body.UserData(data.Value),
            data?.TryGetProperty("isMessage", out var isMessage) == true && isMessage.ValueKind == JsonValueKind.True);
    }
}
