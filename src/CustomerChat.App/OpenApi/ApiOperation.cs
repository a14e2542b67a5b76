using System.Text.Json.Nodes;
using CustomerChat.App.Api;
using CustomerChat.App.DirectLine;

namespace CustomerChat.App.OpenApi;

/// <summary>What a caller must send with a request.</summary>
internal enum Guard
{
    ContactCenter,
    Token,
    OpsKey,
}

/// <summary>One operation of the relay's API, as the document describes it.</summary>
internal sealed record ApiOperation(string Verb, string Route, string Tag, string Id, string Summary, params IReadOnlyList<Guard> Guards)
{
    public IReadOnlyList<(string Name, string Description)> Query { get; init; } = [];

    /// <summary>Examples of the request's body; none = the operation has no body.</summary>
    public IReadOnlyList<(string Name, JsonNode Value)> Examples { get; init; } = [];

    public Type? Request { get; init; }

    public string RequestType { get; init; } = "application/json";

    public int Status { get; init; } = 200;

    public string Success { get; init; } = "The operation succeeded.";

    public Type? Reply { get; init; }

    public string ReplyType { get; init; } = "application/json";

    public JsonNode? ReplyExample { get; init; }

    public IReadOnlyList<ApiError> Errors { get; init; } = [];

    /// <summary>The form of the errors' bodies; null = errors have no body.</summary>
    public Type? ErrorType { get; init; } = typeof(ErrorReply);

    public object ErrorExample(ApiError error) =>
        ErrorType == typeof(DirectLineErrorReply) ? DirectLineApi.Shape(error) : new ErrorReply(error.StatusCode, error.Message);
}
