namespace CustomerChat.Intake;

/// <summary>The result of writing to a customer first.</summary>
public abstract record OutreachResult
{
    private OutreachResult()
    {
    }

    /// <summary>The text is stored and will be sent. A second request with the same key gives the same result.</summary>
    /// <param name="ChatId">The chat that the text is in.</param>
    /// <param name="Continues">The customer has an open chat, and the text is in it.</param>
    /// <param name="IsDuplicate">There was an earlier request with the same key.</param>
    public sealed record Kept(string ChatId, bool Continues, bool IsDuplicate) : OutreachResult;

    /// <summary>The text is not sent: the customer does not want it, or the channel does not accept it now.</summary>
    public sealed record Refused(string Reason) : OutreachResult;

    /// <summary>The channel account is not configured.</summary>
    public sealed record UnknownAccount : OutreachResult;
}
