using System.Collections.Immutable;
using System.Text.Json;

namespace CustomerChat.App.Api;

/// <summary>From the bytes of a POST to the operation, or to the error that the table gives it. Pure.</summary>
public static class OperationReader
{
    public const int MaxNickname = 128;
    public const int MaxSubject = 256;
    public const int MaxText = 4_096;
    public const int MaxUserDataKeys = 50;
    public const int MaxUserDataValue = 1_024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16 };

    /// <summary>Reads the operation of a POST to the collection (RequestChat) or to a chat (the others).</summary>
    public static (Operation? Operation, ApiError? Error) Read(ReadOnlyMemory<byte> body, bool toCollection)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, Strict);
        }
        catch (JsonException)
        {
            return (null, ApiError.Missing("The body is not JSON."));
        }

        using (document)
        {
            try
            {
                return document.RootElement.ValueKind == JsonValueKind.Object
                    ? (Read(document.RootElement, toCollection), null)
                    : (null, ApiError.Missing("The body is not a JSON object."));
            }
            catch (FaultException fault)
            {
                return (null, fault.Error);
            }
        }
    }

    private static Operation Read(JsonElement body, bool toCollection)
    {
        var name = Required(body, "operationName", 64);
        return (name, toCollection) switch
        {
            ("RequestChat", true) => new Operation.RequestChat(
                Required(body, "nickname", MaxNickname),
                Required(body, "subject", MaxSubject),
                Optional(body, "endpoint", MaxSubject),
                UserData(body)),
            ("SendMessage", false) => new Operation.SendMessage(Required(body, "text", MaxText)),
            ("SendStartTypingNotification", false) => new Operation.Typing(Started: true),
            ("SendStopTypingNotification", false) => new Operation.Typing(Started: false),
            ("Complete", false) => new Operation.Complete(),
            _ => throw new FaultException(ApiError.UnknownOperation),
        };
    }

    private static string Required(JsonElement body, string name, int max) =>
        Optional(body, name, max) ?? throw new FaultException(ApiError.Missing($"{name} is missing."));

    private static string? Optional(JsonElement body, string name, int max)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var text = Text(value, name);
        return string.IsNullOrWhiteSpace(text) ? throw new FaultException(ApiError.OutOfRange($"{name} is empty."))
            : text.Length > max ? throw new FaultException(ApiError.OutOfRange($"{name} is longer than {max} characters."))
            : text;
    }

    private static string Text(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw new FaultException(ApiError.Missing($"{name} is not a string."));
        }

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, escaped: no text that anybody could show or store.
            throw new FaultException(ApiError.Missing($"{name} is not valid text."));
        }
    }

    private static ImmutableSortedDictionary<string, string> UserData(JsonElement body)
    {
        if (!body.TryGetProperty("userData", out var data) || data.ValueKind == JsonValueKind.Null)
        {
            return ImmutableSortedDictionary<string, string>.Empty;
        }

        if (data.ValueKind != JsonValueKind.Object)
        {
            throw new FaultException(ApiError.Missing("userData is not an object."));
        }

        var map = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var property in data.EnumerateObject())
        {
            var (key, value) = (Key(property), Text(property.Value, "A value of userData"));
            if (key.Length is 0 or > MaxNickname || value.Length > MaxUserDataValue)
            {
                throw new FaultException(ApiError.OutOfRange(
                    $"userData takes keys of 1 to {MaxNickname} and values of at most {MaxUserDataValue} characters."));
            }

            map[key] = value;
        }

        return map.Count > MaxUserDataKeys
            ? throw new FaultException(ApiError.OutOfRange($"userData takes {MaxUserDataKeys} keys at most."))
            : map.ToImmutable();
    }

    private static string Key(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw new FaultException(ApiError.Missing("A key of userData is not valid text."));
        }
    }

    /// <summary>Ends the reading at its first fault; never leaves this class.</summary>
    private sealed class FaultException(ApiError error) : Exception
    {
        public ApiError Error { get; } = error;
    }
}
