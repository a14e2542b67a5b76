using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerChat.Sandbox.Gms;

/// <summary>The reply that all GMS operations share. Properties that are null are omitted.</summary>
internal sealed record GmsReply(int StatusCode, bool ChatEnded) : IResult
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public string? ChatId { get; init; }

    public string? UserId { get; init; }

    public string? SecureKey { get; init; }

    public string? Alias { get; init; }

    public long? NextPosition { get; init; }

    public IReadOnlyList<GmsEntry> Messages { get; init; } = [];

    public IReadOnlyList<GmsError>? Errors { get; init; }

    public IReadOnlyDictionary<string, string>? UserData { get; init; }

    [JsonIgnore]
    public int HttpStatus { get; init; } = StatusCodes.Status200OK;

    /// <summary>Called when the reply has been written.</summary>
    [JsonIgnore]
    public Action? Given { get; init; }

    public static GmsReply Refused(string chatId, string advice, int statusCode = 2) =>
        new(statusCode, ChatEnded: false) { ChatId = chatId, Errors = [new GmsError(100, advice)] };

    /// <summary>The answer to every operation on a chat that has ended.</summary>
    public static GmsReply Gone(string chatId, string? alias) => new(StatusCode: 2, ChatEnded: true)
    {
        ChatId = chatId,
        Alias = alias,
        Errors = [new GmsError(249, $"Media server was not able to execute request. referenceId[{Guid.NewGuid():N}]")],
    };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await TypedResults.Json(this, Format, statusCode: HttpStatus).ExecuteAsync(httpContext);
        Given?.Invoke();
    }
}
