namespace CustomerChat.Files;

/// <summary>A file that the relay keeps for a chat.</summary>
/// <param name="Name">The file's name, made safe to be shown and saved: see <see cref="FileNames"/>.</param>
/// <param name="Type">The media type, found from the content.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Sha256">The SHA-256 of the content, in lower-case hex.</param>
/// <param name="Part">The file's place in the chat's folder of the file store.</param>
public sealed record ChatFile(string Name, string Type, long Size, string Sha256, string Part);
