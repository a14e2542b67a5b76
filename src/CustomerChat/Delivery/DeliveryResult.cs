namespace CustomerChat.Delivery;

/// <summary>The result of sending a message to a channel.</summary>
public abstract record DeliveryResult
{
    private DeliveryResult()
    {
    }

    /// <summary>The provider has the message.</summary>
    /// <param name="ProviderId">The id that the provider uses in its reports; null = it gave none.</param>
    public sealed record Accepted(string? ProviderId) : DeliveryResult;

    /// <summary>The provider does not accept the message now.</summary>
    /// <param name="After">How long the provider wants the relay to wait; null = the retry schedule decides.</param>
    /// <param name="Reason">Why the provider does not accept it.</param>
    /// <param name="Counts">Whether it counts as a failed try. Waiting for an account's rate limit does not count.</param>
    public sealed record RetryLater(TimeSpan? After, string Reason, bool Counts = true) : DeliveryResult;

    /// <summary>
    /// The provider refuses the account until somebody has repaired it: its token is refused, or the account is blocked, not paid or not
    /// registered. The message is not the problem, so it waits, and the messages after it wait too.
    /// </summary>
    /// <param name="Reason">The provider's code and words, without any text of the message.</param>
    public sealed record AccountFault(string Reason) : DeliveryResult;

    /// <summary>The provider will never accept the message. A retry is of no use.</summary>
    /// <param name="Reason">The provider's code and words, or the relay's reason, without any text of the message.</param>
    public sealed record Refused(string Reason) : DeliveryResult
    {
        public RefusalCause Cause { get; init; }
    }
}
