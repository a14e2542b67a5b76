using System.Diagnostics.CodeAnalysis;

namespace CustomerChat.ContactCenter;

/// <summary>One entry of a contact centre's list of allowed origins. Pure.</summary>
public sealed class OriginPattern
{
    private readonly string _scheme;
    private readonly string _host;
    private readonly int _port;
    private readonly bool _anySubdomain;
    private readonly string _text;

    private OriginPattern(string text, string scheme, string host, int port, bool anySubdomain) =>
        (_text, _scheme, _host, _port, _anySubdomain) = (text, scheme, host, port, anySubdomain);

    /// <summary>Parses <c>https://shop.example.com[:port]</c>, <c>https://*.example.com[:port]</c> or <c>http://localhost:*</c>.</summary>
    public static bool TryParse(string pattern, [NotNullWhen(true)] out OriginPattern? result)
    {
        result = null;
        var anyPort = pattern.EndsWith(":*", StringComparison.Ordinal);
        var anySubdomain = pattern.Contains("://*.", StringComparison.Ordinal);
        var plain = anyPort ? pattern[..^2] : pattern;
        plain = anySubdomain ? plain.Replace("://*.", "://", StringComparison.Ordinal) : plain;
        if (!TryOrigin(plain, out var uri) || (anyPort && (!uri.IsLoopback || anySubdomain)) || (anySubdomain && !IsDomain(uri)))
        {
            return false;
        }

        result = new OriginPattern(pattern, uri.Scheme, uri.Host, anyPort ? -1 : uri.Port, anySubdomain);
        return true;
    }

    /// <summary>Whether a request's <c>Origin</c> matches the pattern. The value <c>null</c> (an opaque origin) never matches.</summary>
    public bool Matches(string origin) =>
        TryOrigin(origin, out var uri)
        && uri.Scheme == _scheme
        && (_port < 0 || uri.Port == _port)
        && (_anySubdomain
            ? uri.Host.EndsWith("." + _host, StringComparison.OrdinalIgnoreCase)
            : string.Equals(uri.Host, _host, StringComparison.OrdinalIgnoreCase));

    /// <summary>The pattern as the settings have it.</summary>
    public override string ToString() => _text;

    private static bool IsDomain(Uri uri) => uri.Scheme == "https" && uri.HostNameType == UriHostNameType.Dns && uri.Host.Contains('.');

    private static bool TryOrigin(string text, [NotNullWhen(true)] out Uri? uri) =>
        Uri.TryCreate(text, UriKind.Absolute, out uri)
        && uri.Scheme is "http" or "https"
        && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
        && !text.EndsWith('/')
        && !text.Contains('*')
        && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));
}
