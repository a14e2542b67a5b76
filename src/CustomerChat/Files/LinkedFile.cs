namespace CustomerChat.Files;

/// <summary>A file that an agent has sent as a link, as a channel may bring it.</summary>
/// <param name="Link">Where the provider gets it: absolute, by HEAD and GET without credentials or redirects.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it is.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Caption">What the agent wrote beside it; null = nothing.</param>
public sealed record LinkedFile(Uri Link, string Name, FileType Type, long Size, string? Caption);
