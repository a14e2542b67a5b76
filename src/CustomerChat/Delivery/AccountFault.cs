namespace CustomerChat.Delivery;

/// <summary>A channel account whose provider accepts no messages until somebody has repaired the account.</summary>
/// <param name="Reason">The provider's code and words.</param>
/// <param name="Since">When the provider first refused the account.</param>
/// <param name="SeenAt">When the provider last refused the account.</param>
public sealed record AccountFault(string Channel, string Account, string Reason, DateTimeOffset Since, DateTimeOffset SeenAt);
