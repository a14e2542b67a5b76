namespace CustomerChat.Chats;

/// <summary>
/// How the relay finds a chat at its contact centre: whatever the centre's protocol needs, such as a path, ids, a key or a token. Only the
/// protocol reads it. A caller who has the handle can read and write the chat there, so the handle is sealed in the storage and never
/// logged.
/// </summary>
/// <param name="Value">The handle as the protocol wrote it. It holds the protocol's own version if its form may change.</param>
public sealed record UpstreamHandle(string Value)
{
    /// <summary>Never shows the value: a printed value ends up in a log sooner or later.</summary>
    public override string ToString() => "(upstream handle)";
}
