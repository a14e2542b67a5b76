namespace CustomerChat.Intake;

/// <summary>What came of writing to somebody first.</summary>
public abstract record OutreachResult
{
    private OutreachResult()
    {
    }

    /// <summary>It is kept and goes out; the same when it was asked for before with the same key.</summary>
    /// <param name="ChatId">The chat that it is in.</param>
    /// <param name="Continues">The customer has an open chat, and it is a word in it.</param>
    /// <param name="IsDuplicate">It was asked for before.</param>
    public sealed record Kept(string ChatId, bool Continues, bool IsDuplicate) : OutreachResult;

    /// <summary>It is not sent: the customer does not want it, or the channel does not take it now.</summary>
    public sealed record Refused(string Reason) : OutreachResult;

    /// <summary>The channel account is not configured.</summary>
    public sealed record UnknownAccount : OutreachResult;
}
