namespace CustomerChat.Sandbox.Chats;

/// <summary>A file in a chat.</summary>
/// <param name="Id">Can't be guessed: who has it may load the file.</param>
/// <param name="Name">Its name.</param>
/// <param name="ContentType">Its media type, as its sender says.</param>
/// <param name="Bytes">Its content.</param>
internal sealed record SandboxFile(string Id, string Name, string ContentType, byte[] Bytes)
{
    /// <summary>Where agents and customers load it.</summary>
    public string Path => $"/files/{Id}/{Uri.EscapeDataString(Name)}";

    /// <summary>A browser may show it in place: no type that could run or hold a script.</summary>
    public bool IsInline => ContentType is "image/png" or "image/jpeg" or "image/gif" or "image/webp" or "image/avif" or "image/bmp"
        || ContentType.StartsWith("audio/", StringComparison.Ordinal) || ContentType.StartsWith("video/", StringComparison.Ordinal);
}
