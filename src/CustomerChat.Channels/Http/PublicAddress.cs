using System.Net;
using System.Net.Sockets;

namespace CustomerChat.Channels.Http;

/// <summary>
/// Which addresses are on the public internet. The relay may call back only those. Pure. All ranges of the special-purpose registries
/// (https://www.iana.org/assignments/iana-ipv4-special-registry, …-ipv6-special-registry) are excluded: private, loopback, link-local with
/// the clouds' metadata services, shared, test and multicast ranges.
/// </summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "168.63.129.16/32", "::/128", "::1/128", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23",
            "2001:db8::/32", "2002::/16", "3fff::/20", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Whether an address is on the public internet.</summary>
    public static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
            && !Special.Any(n => n.BaseAddress.AddressFamily == plain.AddressFamily && n.Contains(plain));
    }

    /// <summary>Why a callback's address may not be called, before its name is resolved; null = it may be called.</summary>
    public static string? Fault(Uri address, bool allowLoopback) =>
        address is not { IsAbsoluteUri: true, Scheme: "https" or "http" } ? "must be an absolute https address."
        : address.UserInfo.Length > 0 ? "must not hold a user or password."
        : address.Scheme == "http" && !(allowLoopback && address.IsLoopback) ? "must be https (http only for loopback in Development)."
        : null;
}
