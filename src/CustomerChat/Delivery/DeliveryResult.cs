namespace CustomerChat.Delivery;

/// <summary>What came of bringing a message to a channel.</summary>
public abstract record DeliveryResult
{
    private DeliveryResult()
    {
    }

    /// <summary>The provider has it.</summary>
    /// <param name="ProviderId">The provider's id, by which it reports on it.</param>
    public sealed record Accepted(string? ProviderId) : DeliveryResult;

    /// <summary>Not now.</summary>
    /// <param name="After">When the provider wants to be asked again; null = by the schedule.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Counts">Whether it counts as a try: waiting for an account's rate limit does not.</param>
    public sealed record RetryLater(TimeSpan? After, string Reason, bool Counts = true) : DeliveryResult;

    /// <summary>
    /// Not before people have mended the account: its token is refused, it is blocked, not paid or not registered. The message
    /// is not at fault, so it waits, and what comes after it waits, too.
    /// </summary>
    /// <param name="Reason">The provider's code and words, without what was written.</param>
    public sealed record AccountFault(string Reason) : DeliveryResult;

    /// <summary>Never: repeating it is of no use.</summary>
    /// <param name="Reason">The provider's code and words, or ours, without what was written.</param>
    public sealed record Refused(string Reason) : DeliveryResult
    {
        public RefusalCause Cause { get; init; }
    }
}
