namespace CustomerChat.Files;

/// <summary>What came of opening a file at its provider.</summary>
public abstract record FileSourceResult
{
    private FileSourceResult()
    {
    }

    /// <summary>It is there.</summary>
    /// <param name="Content">The content; closing it ends the request.</param>
    /// <param name="Length">Its length as the provider says.</param>
    /// <param name="Name">Its name as the provider says.</param>
    /// <param name="Type">Its media type as the provider says.</param>
    public sealed record Opened(Stream Content, long? Length = null, string? Name = null, string? Type = null) : FileSourceResult;

    /// <summary>The provider does not have it, or not yet: some have it only seconds after they have told of it.</summary>
    public sealed record Missing : FileSourceResult;

    /// <summary>Not now.</summary>
    /// <param name="Reason">Why, as the end of a sentence, without a link or key.</param>
    public sealed record NotNow(string Reason) : FileSourceResult;

    /// <summary>Never.</summary>
    /// <param name="Reason">Why, as the end of a sentence, without a link or key.</param>
    public sealed record Refused(string Reason) : FileSourceResult;
}
