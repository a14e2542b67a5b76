namespace CustomerChat.Chats;

/// <summary>A provider's report of a message that came before the provider's answer to the send was committed.</summary>
/// <param name="ProviderId">The provider's id of the message.</param>
/// <param name="Status">How far the message has come.</param>
/// <param name="Error">The provider's code, when it failed.</param>
/// <param name="At">When the report came.</param>
public sealed record EarlyReport(string ProviderId, DeliveryStatus Status, string? Error, DateTimeOffset At)
{
    /// <summary>It failed because the customer has not written for too long.</summary>
    public bool IsTooLate { get; init; }
}
