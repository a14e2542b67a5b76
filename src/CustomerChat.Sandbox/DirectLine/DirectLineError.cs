namespace CustomerChat.Sandbox.DirectLine;

/// <summary>Direct Line's error object with its HTTP status.</summary>
internal sealed record DirectLineError(int Status, string Code, string Message) : IResult
{
    public static DirectLineError Unknown { get; } = new(404, "BadArgument", "Unknown conversation.");

    public static DirectLineError Expired { get; } = new(403, "TokenExpired", "The token has expired.");

    public static DirectLineError Bad(string message) => new(400, "BadArgument", message);

    public static DirectLineError Missing(string name) => new(400, "MissingProperty", $"{name} is missing.");

    /// <summary>The error that Direct Line itself sends with this status.</summary>
    public static DirectLineError Of(int status) => new(
        status,
        status switch { 502 or 504 => "BotError", 429 => "TooManyRequests", >= 500 => "ServiceError", 413 => "MessageSizeTooBig", _ => "BadArgument" },
        "The request was not carried out.");

    public Task ExecuteAsync(HttpContext httpContext) =>
        TypedResults.Json(new { error = new { code = Code, message = Message } }, statusCode: Status).ExecuteAsync(httpContext);
}
