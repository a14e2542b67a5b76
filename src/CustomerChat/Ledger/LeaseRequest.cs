using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>A lease that a change asks for. The ledger gives it its id and dates it when it commits.</summary>
/// <param name="Kind">The right.</param>
/// <param name="For">How long it lasts from the commit.</param>
/// <param name="Renewed">The lease of the same holder that goes on; null = a new one.</param>
public sealed record LeaseRequest(LeaseKind Kind, TimeSpan For, ChatLease? Renewed = null);
