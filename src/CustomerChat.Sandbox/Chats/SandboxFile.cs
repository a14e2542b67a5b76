namespace CustomerChat.Sandbox.Chats;

/// <summary>A file in a chat. Its id can't be guessed: who has it may load the file.</summary>
internal sealed record SandboxFile(string Id, string Name, string ContentType, byte[] Bytes)
{
    /// <summary>Where agents, and customers of Direct Line, load it.</summary>
    public string Path => $"/sandbox/files/{Id}/{Uri.EscapeDataString(Name)}";
}
