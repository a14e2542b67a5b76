namespace CustomerChat.Files;

/// <summary>A file that a customer has sent, as the channel's provider describes it. None of the data can be trusted.</summary>
/// <param name="Kind">The channel's word for the file: image, voice, document.</param>
/// <param name="Locator">How the provider finds the file: an address or an id.</param>
public sealed record FileReference(string Kind, string Locator)
{
    /// <summary>The file's name; null = none was given.</summary>
    public string? Name { get; init; }

    /// <summary>The media type that the sender gives; null = none.</summary>
    public string? Type { get; init; }

    /// <summary>The size in bytes that the sender gives; null = none.</summary>
    public long? Size { get; init; }

    /// <summary>The SHA-256 that the provider gives, in hex or base64; null = none.</summary>
    public string? Sha256 { get; init; }
}
