namespace CustomerChat.Sandbox.Chats;

/// <summary>Why an operation was refused, with the API's status code.</summary>
internal sealed record ChatFailure(int Status, int StatusCode, string Message)
{
    public static ChatFailure NotFound { get; } = new(404, 6, "There is no such chat.");

    public static ChatFailure NotNow { get; } = new(409, 2, "The operation is not valid in the chat's state.");

    public static ChatFailure Missing(string name) => new(400, 1, $"{name} is missing.");

    public static ChatFailure UnknownOperation { get; } = new(400, 10, "The operationName is unknown.");
}
