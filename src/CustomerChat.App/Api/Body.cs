using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Api;

/// <summary>
/// Reads JSON bodies and their fields, with the limits of the API's documentation. Each fault becomes the error that the documentation's
/// table has for it. Pure.
/// </summary>
internal static class Body
{
    public const int MaxNickname = 128;
    public const int MaxSubject = 256;
    public const int MaxText = 4_096;
    public const int MaxUserDataKeys = 50;
    public const int MaxUserDataValue = 1_024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16 };

    /// <summary>
    /// Whether a request says that its body is JSON. A request without a content type counts too, because some programs send none. Foreign
    /// web pages gain nothing by that: every caller sends a header for which a browser makes a preflight first.
    /// </summary>
    public static bool IsJson(HttpRequest request) => string.IsNullOrEmpty(request.ContentType) || request.HasJsonContentType();

    /// <summary>The value that a body holds, or its first fault.</summary>
    public static (T? Value, ApiError? Error) Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T> read)
        where T : class
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
                    ? (read(document.RootElement), null)
                    : (null, ApiError.Missing("The body is not a JSON object."));
            }
            catch (FaultException fault)
            {
                return (null, fault.Error);
            }
            catch (InvalidOperationException)
            {
                // A property's name is half of a surrogate pair, escaped. The look-up of any other property fails on it.
                return (null, ApiError.Missing("A name in the body is not valid text."));
            }
        }
    }

    public static string Required(JsonElement body, string name, int max) =>
        Optional(body, name, max) ?? throw new FaultException(ApiError.Missing($"{name} is missing."));

    public static string? Optional(JsonElement body, string name, int max)
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

    /// <summary>An object within the body; null when it is not there.</summary>
    public static JsonElement? Child(JsonElement body, string name) =>
        !body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Object ? value
        : throw new FaultException(ApiError.Missing($"{name} is not an object."));

    /// <summary>A list of texts; empty when it is not there.</summary>
    public static IReadOnlyList<string> Texts(JsonElement body, string name) =>
        !body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(text => Text(text, $"A part of {name}"))]
        : throw new FaultException(ApiError.Missing($"{name} is not a list."));

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
            // Half of a surrogate pair, escaped. Nobody could show or store such a text.
            throw new FaultException(ApiError.Missing($"{name} is not valid text."));
        }
    }

    public static ImmutableSortedDictionary<string, string> UserData(JsonElement body)
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
                    $"userData may have keys of 1 to {MaxNickname} and values of at most {MaxUserDataValue} characters."));
            }

            map[key] = value;
        }

        return map.Count > MaxUserDataKeys
            ? throw new FaultException(ApiError.OutOfRange($"userData may have at most {MaxUserDataKeys} keys."))
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

    /// <summary>Ends the reading at the first fault. <see cref="Read"/> catches it.</summary>
    internal sealed class FaultException(ApiError error) : Exception
    {
        public ApiError Error { get; } = error;
    }
}
