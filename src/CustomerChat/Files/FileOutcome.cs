namespace CustomerChat.Files;

/// <summary>What came of a file that was to be kept.</summary>
public abstract record FileOutcome
{
    private FileOutcome()
    {
    }

    /// <summary>It is kept, and may be had.</summary>
    public sealed record Taken(ChatFile File) : FileOutcome;

    /// <summary>It is not taken, and nothing of it is kept.</summary>
    /// <param name="Reason">Why, as the end of a sentence: <c>it is larger than 50 MB</c>.</param>
    public sealed record Refused(string Reason) : FileOutcome;

    /// <summary>Not now: it may be taken later. Nothing of it is kept.</summary>
    /// <param name="Reason">Why, as the end of a sentence.</param>
    public sealed record NotNow(string Reason) : FileOutcome;
}
