namespace CustomerChat.Chats;

/// <summary>A provider's report about a message that arrived before the provider's answer to the send was committed.</summary>
/// <param name="ProviderId">The provider's id of the message.</param>
/// <param name="Status">How far the message has come.</param>
/// <param name="Error">The provider's code and words, if the message failed; null = it did not.</param>
/// <param name="At">When the report arrived.</param>
public sealed record EarlyReport(string ProviderId, DeliveryStatus Status, string? Error, DateTimeOffset At)
{
    /// <summary>The message failed because the customer had not written for too long.</summary>
    public bool IsTooLate { get; init; }
}
