namespace CustomerChat.Sandbox.Chats;

/// <summary>A file in a chat.</summary>
/// <param name="Id">The file's id. Everyone who knows it may load the file, so it can't be guessed.</param>
/// <param name="Name">The file's name, without folders.</param>
/// <param name="ContentType">The file's media type, as its sender names it.</param>
/// <param name="Bytes">The file's content.</param>
internal sealed record SandboxFile(string Id, string Name, string ContentType, byte[] Bytes)
{
    /// <summary>The path at which agents and customers load the file.</summary>
    public string Path => $"/files/{Id}/{Uri.EscapeDataString(Name)}";

    /// <summary>Whether a browser may show the file in the page: its type can't hold a script.</summary>
    public bool IsInline => ContentType is "image/png" or "image/jpeg" or "image/gif" or "image/webp" or "image/avif" or "image/bmp"
        || ContentType.StartsWith("audio/", StringComparison.Ordinal) || ContentType.StartsWith("video/", StringComparison.Ordinal);
}
