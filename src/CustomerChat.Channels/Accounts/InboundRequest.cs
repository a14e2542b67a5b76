namespace CustomerChat.Channels.Accounts;

/// <summary>A webhook's request, as it came.</summary>
/// <param name="IsGet">The provider (Meta) asks whether the address belongs to the relay, and sends no message.</param>
/// <param name="IsStatus">The request came to the account's <c>/status</c>.</param>
/// <param name="Query">The query as it came, with its question mark; empty when there is none.</param>
/// <param name="Header">A header's value; null when the header is missing or occurs twice.</param>
/// <param name="Body">The raw bytes, which are signed.</param>
/// <param name="Now">The time, for signatures that expire.</param>
public sealed record InboundRequest(
    bool IsGet, bool IsStatus, string Query, Func<string, string?> Header, ReadOnlyMemory<byte> Body, DateTimeOffset Now);
