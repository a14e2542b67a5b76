namespace CustomerChat.Files;

/// <summary>The result of taking a file in.</summary>
public abstract record FileOutcome
{
    private FileOutcome()
    {
    }

    /// <summary>The file is stored, and people may get it.</summary>
    public sealed record Taken(ChatFile File) : FileOutcome;

    /// <summary>The file is refused, and nothing of it is kept.</summary>
    /// <param name="Reason">Why, worded as the end of a sentence: <c>it is larger than 50 MB</c>.</param>
    public sealed record Refused(string Reason) : FileOutcome;

    /// <summary>The file can't be accepted now, but perhaps later. Nothing of it is kept.</summary>
    /// <param name="Reason">Why, worded as the end of a sentence.</param>
    public sealed record NotNow(string Reason) : FileOutcome;
}
