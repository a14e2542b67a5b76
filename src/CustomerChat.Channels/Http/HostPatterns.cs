using System.Net;

namespace CustomerChat.Channels.Http;

/// <summary>
/// The hosts that files may be fetched from: <c>host</c>, <c>host:port</c>, or <c>*.example.com</c> for all names below it. Only https;
/// http only for loopback. Pure.
/// </summary>
internal sealed class HostPatterns
{
    private readonly string[] _patterns;

    public HostPatterns(string? patterns) => _patterns = (patterns ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public bool Allow(Uri address) => address is { IsAbsoluteUri: true, UserInfo: "" }
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip)))
        && _patterns.Any(p => Fits(p, address));

    private static bool Fits(string pattern, Uri address) =>
        pattern.StartsWith("*.", StringComparison.Ordinal) ? address.IsDefaultPort && address.IdnHost.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
        : pattern.Contains(':', StringComparison.Ordinal) ? string.Equals(pattern, address.Authority, StringComparison.OrdinalIgnoreCase)
        : address.IsDefaultPort && string.Equals(pattern, address.IdnHost, StringComparison.OrdinalIgnoreCase);
}
