namespace CustomerChat.Files;

/// <summary>The result of opening a file at its provider.</summary>
public abstract record FileSourceResult
{
    private FileSourceResult()
    {
    }

    /// <summary>The file is open.</summary>
    /// <param name="Content">The content. Closing it ends the request.</param>
    /// <param name="Length">The length in bytes that the provider gives; null = none.</param>
    /// <param name="Name">The name that the provider gives; null = none.</param>
    /// <param name="Type">The media type that the provider gives; null = none.</param>
    public sealed record Opened(Stream Content, long? Length = null, string? Name = null, string? Type = null) : FileSourceResult;

    /// <summary>The provider does not have the file, or not yet. Some providers have a file only seconds after they have announced it.</summary>
    public sealed record Missing : FileSourceResult;

    /// <summary>The file can't be opened now, but perhaps later.</summary>
    /// <param name="Reason">Why, worded as the end of a sentence, without a link or key.</param>
    public sealed record NotNow(string Reason) : FileSourceResult;

    /// <summary>The file can never be opened.</summary>
    /// <param name="Reason">Why, worded as the end of a sentence, without a link or key.</param>
    public sealed record Refused(string Reason) : FileSourceResult;
}
