namespace CustomerChat.Channels.Accounts;

/// <summary>A webhook's request, as it came.</summary>
/// <param name="IsGet">A provider's question whether the address is ours (Meta), instead of a message.</param>
/// <param name="IsStatus">It came to the account's <c>/status</c>.</param>
/// <param name="Query">The query as it came, with its question mark; empty when there is none.</param>
/// <param name="Header">A header's value; null when it is missing or stands there twice.</param>
/// <param name="Body">The raw bytes: what is signed.</param>
/// <param name="Now">The time, for signatures that grow old.</param>
public sealed record InboundRequest(
    bool IsGet, bool IsStatus, string Query, Func<string, string?> Header, ReadOnlyMemory<byte> Body, DateTimeOffset Now);
