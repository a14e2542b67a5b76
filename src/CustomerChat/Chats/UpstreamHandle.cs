namespace CustomerChat.Chats;

/// <summary>
/// By which a chat is found at its contact centre: whatever the centre's protocol needs, such as a path, ids, a key or a token. Only the protocol
/// reads it. Whoever has it can read and write the chat there, so it is sealed where it is stored, and in no log.
/// </summary>
/// <param name="Value">As the protocol wrote it; it holds the protocol's own version where its form may change.</param>
public sealed record UpstreamHandle(string Value)
{
    /// <summary>Never the value: what is printed is in a log sooner or later.</summary>
    public override string ToString() => "(upstream handle)";
}
