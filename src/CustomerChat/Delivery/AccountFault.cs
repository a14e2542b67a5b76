namespace CustomerChat.Delivery;

/// <summary>A channel account whose provider takes nothing until people have mended something.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Account">The account.</param>
/// <param name="Reason">The provider's code and words.</param>
/// <param name="Since">When it was first refused.</param>
/// <param name="SeenAt">When it was last refused.</param>
public sealed record AccountFault(string Channel, string Account, string Reason, DateTimeOffset Since, DateTimeOffset SeenAt);
