using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Ops;

/// <summary>The query parameters of an operator's request.</summary>
internal static class OpsQuery
{
    /// <summary>A parameter's text; null = it is missing or empty.</summary>
    public static string? Text(HttpRequest request, string name) => request.Query[name] is [{ Length: > 0 } value] ? value : null;

    /// <summary>A parameter's time. A time that names no time zone is UTC.</summary>
    /// <returns>False = the text is not a time.</returns>
    public static bool TryTime(HttpRequest request, string name, DateTimeOffset otherwise, out DateTimeOffset at)
    {
        at = otherwise;
        return Text(request, name) is not { } text
            || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at);
    }
}
