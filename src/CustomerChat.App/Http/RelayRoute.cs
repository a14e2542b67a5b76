using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Http;

/// <summary>One request, with the values that its route's template took from the path.</summary>
/// <param name="Values">The template's values, by name.</param>
/// <param name="Token">Cancelled when the caller is gone.</param>
public sealed record RelayCall(HttpRequest Request, IReadOnlyDictionary<string, string?> Values, CancellationToken Token)
{
    public string Id => Values["id"]!;

    public string Account => Values["account"]!;

    /// <summary>The sealed part of a link to a file.</summary>
    public string FileToken => Values["token"]!;

    /// <summary>What a catch-all parameter took; null = nothing.</summary>
    public string? Path => Values["path"];
}

/// <summary>One route: its template, its handler, and the methods that it takes.</summary>
/// <param name="Template">A whole path, from <see cref="Routes"/>.</param>
/// <param name="Methods">
/// The HTTP methods that the route takes; none = every method, and the handler itself refuses the methods that it does not want.
/// </param>
public sealed record RelayRoute(string Template, Func<RelayApis, RelayCall, Task<IResult>> Handle, params string[] Methods);
