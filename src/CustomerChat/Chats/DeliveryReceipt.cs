namespace CustomerChat.Chats;

/// <summary>What the provider of a channel says about a delivered entry.</summary>
/// <param name="Index">The index of the entry.</param>
/// <param name="ProviderId">The provider's id of the message; null = it gave none.</param>
/// <param name="Status">How far the message has come.</param>
/// <param name="Error">The provider's code and words, or the relay's reason, if the message failed; null = it did not.</param>
public sealed record DeliveryReceipt(long Index, string? ProviderId, DeliveryStatus Status, string? Error = null)
{
    /// <summary>The receipt is for a further part of the entry. That the provider accepted this part too does not change the entry's status.</summary>
    public bool IsOneMorePart { get; init; }

    /// <summary>The channel reports nothing more about the message: the relay will only know that the provider accepted it.</summary>
    public bool IsLastWord { get; init; }
}
