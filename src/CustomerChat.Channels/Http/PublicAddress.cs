using System.Net;
using System.Net.Sockets;
using Microsoft.Security.AntiSSRF;

namespace CustomerChat.Channels.Http;

/// <summary>
/// Which addresses are on the public internet: only those may be called back. Pure. Every address of the special-purpose registries
/// (https://www.iana.org/assignments/iana-ipv4-special-registry, …-ipv6-special-registry) is out, and so are the clouds' metadata services: the ranges are those
/// that Microsoft's AntiSSRF recommends, as in <see cref="GuardedHandler"/>.
/// </summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] Special = [.. IPAddressRanges.recommendedLatest.Select(IPNetwork.Parse)];

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
