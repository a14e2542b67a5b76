namespace CustomerChat.Files;

/// <summary>A file that a customer has sent, as the channel's provider names it. Nothing in it is to be relied on.</summary>
/// <param name="Kind">What the channel calls it: image, voice, document.</param>
/// <param name="Locator">By what the provider finds it: an address or an id.</param>
public sealed record FileReference(string Kind, string Locator)
{
    /// <summary>Its name, where one was given.</summary>
    public string? Name { get; init; }

    /// <summary>Its media type, as the sender says.</summary>
    public string? Type { get; init; }

    /// <summary>Its size in bytes, as the sender says.</summary>
    public long? Size { get; init; }

    /// <summary>Its SHA-256 as the provider says, in hex or base64.</summary>
    public string? Sha256 { get; init; }
}
