using System.Globalization;

namespace CustomerChat.Sandbox.Gms;

/// <summary>The fields of a request. An empty field counts as missing.</summary>
internal sealed class GmsForm(IFormCollection form)
{
    public string? this[string name] => form.TryGetValue(name, out var values) && values is [{ Length: > 0 } value, ..] ? value : null;

    public IFormFile? File => form.Files.GetFile("file") ?? (form.Files.Count > 0 ? form.Files[0] : null);

    /// <summary>The fields of the form <c>userData[key]</c>, by key.</summary>
    public Dictionary<string, string> UserData => form
        .Where(f => f.Key.StartsWith("userData[", StringComparison.Ordinal) && f.Key.EndsWith(']'))
        .ToDictionary(f => f.Key[9..^1], f => f.Value.ToString(), StringComparer.Ordinal);

    /// <summary>The transcriptPosition, or the given value if the request has none; null when it is not a number.</summary>
    public long? Position(long missing) =>
        this["transcriptPosition"] is not { } text ? missing : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null;

    /// <summary>Reads the form; null when the body is not a form.</summary>
    public static async Task<GmsForm?> ReadAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            return request.ContentLength is null or 0 && request.ContentType is null ? new GmsForm(FormCollection.Empty) : null;
        }

        try
        {
            return new GmsForm(await request.ReadFormAsync());
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException or IOException)
        {
            return null;
        }
    }
}
