using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Ops;

/// <summary>What is asked for in the query of an operator's request.</summary>
internal static class OpsQuery
{
    /// <summary>A parameter's text; null = there is none, or an empty one.</summary>
    public static string? Text(HttpRequest request, string name) => request.Query[name] is [{ Length: > 0 } value] ? value : null;

    /// <summary>A parameter's time, in UTC where it names no other.</summary>
    /// <returns>False: it is no time.</returns>
    public static bool TryTime(HttpRequest request, string name, DateTimeOffset otherwise, out DateTimeOffset at)
    {
        at = otherwise;
        return Text(request, name) is not { } text
            || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at);
    }
}
