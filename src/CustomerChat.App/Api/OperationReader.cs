using System.Text.Json;

namespace CustomerChat.App.Api;

/// <summary>Reads the bytes of a POST: gives the operation, or the error that the API's documentation has for the fault. Pure.</summary>
public static class OperationReader
{
    /// <summary>Reads the operation of a POST to the collection (RequestChat) or to a chat (the others).</summary>
    public static (Operation? Operation, ApiError? Error) Read(ReadOnlyMemory<byte> body, bool toCollection) =>
        Body.Read(body, json => Read(json, toCollection));

    private static Operation Read(JsonElement body, bool toCollection) => (Body.Required(body, "operationName", 64), toCollection) switch
    {
        ("RequestChat", true) => new Operation.RequestChat(
            Body.Required(body, "nickname", Body.MaxNickname),
            Body.Required(body, "subject", Body.MaxSubject),
            Body.Optional(body, "endpoint", Body.MaxSubject),
            Body.UserData(body)),
        ("SendMessage", false) => new Operation.SendMessage(Body.Required(body, "text", Body.MaxText)),
        ("SendStartTypingNotification", false) => new Operation.Typing(Started: true),
        ("SendStopTypingNotification", false) => new Operation.Typing(Started: false),
        ("Complete", false) => new Operation.Complete(),
        _ => throw new Body.FaultException(ApiError.UnknownOperation),
    };
}
