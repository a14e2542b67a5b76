namespace CustomerChat.Chats;

/// <summary>What the provider of a channel says of a delivered entry.</summary>
/// <param name="Index">The entry.</param>
/// <param name="ProviderId">The provider's id of the message; null where it gives none.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="Error">The provider's code, when it failed.</param>
public sealed record DeliveryReceipt(long Index, string? ProviderId, DeliveryStatus Status, string? Error = null)
{
    /// <summary>It is of one more part of the entry: that this one was taken as well says nothing new of the entry.</summary>
    public bool IsOneMorePart { get; init; }

    /// <summary>The channel says no more of it: that it has taken the message is all that will be known.</summary>
    public bool IsLastWord { get; init; }
}
