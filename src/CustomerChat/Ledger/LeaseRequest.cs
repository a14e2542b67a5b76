using CustomerChat.Chats;

namespace CustomerChat.Ledger;

/// <summary>A lease that a change asks for. When the ledger commits the change, it sets the lease's id and time.</summary>
/// <param name="Kind">What the lease is for.</param>
/// <param name="For">How long the lease lasts from the commit.</param>
/// <param name="Renewed">The lease of the same holder that is to be renewed; null = a new lease.</param>
public sealed record LeaseRequest(LeaseKind Kind, TimeSpan For, ChatLease? Renewed = null);
