namespace CustomerChat.Files;

/// <summary>A file that the relay keeps for a chat.</summary>
/// <param name="Name">Its name, safe to be shown and saved: see <see cref="FileNames"/>.</param>
/// <param name="Type">Its media type, by its content.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">The SHA-256 of its content, in lower-case hex.</param>
/// <param name="Part">Where it is in the chat's folder of the file store.</param>
public sealed record ChatFile(string Name, string Type, long Size, string Sha256, string Part);
