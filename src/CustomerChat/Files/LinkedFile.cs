namespace CustomerChat.Files;

/// <summary>A file that an agent sent as a link, in a form that a channel can send.</summary>
/// <param name="Link">Where the provider gets the file: an absolute link that answers HEAD and GET without credentials or redirects.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Type">The type of the file.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Caption">What the agent wrote with the link; null = nothing.</param>
public sealed record LinkedFile(Uri Link, string Name, FileType Type, long Size, string? Caption);
