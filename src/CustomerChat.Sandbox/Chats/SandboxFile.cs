namespace CustomerChat.Sandbox.Chats;

/// <summary>A file that an agent has sent.</summary>
/// <param name="Id">Known only to whom the link was given.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its media type, as the agent's browser says.</param>
/// <param name="Content">Its content.</param>
internal sealed record SandboxFile(string Id, string Name, string Type, byte[] Content)
{
    /// <summary>A browser may show it in place: no type that could run or hold a script.</summary>
    public bool IsInline => Type is "image/png" or "image/jpeg" or "image/gif" or "image/webp" or "image/avif" or "image/bmp"
        || Type.StartsWith("audio/", StringComparison.Ordinal) || Type.StartsWith("video/", StringComparison.Ordinal);
}
