using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace CustomerChat.Functions.Http;

/// <summary>
/// Operators who have signed in with Microsoft Entra ID, by App Service authentication. The platform describes the caller in headers (<c>X-MS-CLIENT-PRINCIPAL</c>:
/// JSON in Base64). While the authentication is on, a caller can't set these headers. An operator has the app role that <c>Ops:SignInRole</c> names.
/// </summary>
public sealed class SignedInOperators(IConfiguration configuration)
{
    private const string Principal = "X-MS-CLIENT-PRINCIPAL";

    /// <summary>A person has a name. A program that has signed in has only an id.</summary>
    private static readonly string[] Names = ["X-MS-CLIENT-PRINCIPAL-NAME", "X-MS-CLIENT-PRINCIPAL-ID"];

    private readonly string? _role = configuration["Ops:SignInRole"];

    /// <summary>Whether the platform's authentication is on: it sets this variable. Otherwise anybody can send the headers, and they mean nothing.</summary>
    private readonly bool _authenticates = "True".Equals(configuration["WEBSITE_AUTH_ENABLED"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether an operator can sign in instead of sending a key. Off unless the authentication is on and <c>Ops:SignInRole</c> is set.</summary>
    public bool IsOn => _authenticates && !string.IsNullOrEmpty(_role);

    /// <summary>The name of the caller who has signed in, for the audit log; null = nobody has, or the authentication is off.</summary>
    public string? NameOf(HttpRequest request) =>
        _authenticates ? Names.Select(n => request.Headers[n].ToString()).FirstOrDefault(n => n.Length > 0) : null;

    /// <summary>
    /// Whether the caller has the operators' role. A request that another site's page makes the browser send is refused, because the browser adds the operator's
    /// cookie to it.
    /// </summary>
    public bool IsOperator(HttpRequest request) =>
        IsOn && !IsOfAnotherSite(request) && request.Headers[Principal] is [{ Length: > 0 } principal] && HasRole(principal);

    /// <summary>Browsers say from where a request comes. Programs send neither header, and old browsers send only the second, with each request that changes something.</summary>
    private static bool IsOfAnotherSite(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site ? site is not (["same-origin"] or ["none"]) : request.Headers.Origin.Count > 0;

    private bool HasRole(string principal)
    {
        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(principal));
            var caller = document.RootElement;
            var type = caller.TryGetProperty("role_typ", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : "roles";
            return caller.GetProperty("auth_typ").ValueEquals("aad") && caller.GetProperty("claims").EnumerateArray().Any(c =>
                (c.GetProperty("typ").ValueEquals("roles") || c.GetProperty("typ").ValueEquals(type)) && c.GetProperty("val").ValueEquals(_role));
        }
        catch (Exception e) when (e is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }
}
