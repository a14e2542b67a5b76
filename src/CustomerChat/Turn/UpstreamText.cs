using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Turn;

/// <summary>A text on its way to the contact centre.</summary>
/// <param name="Index">The index of its entry: where the protocol echoes a client's id, the echo is known by it.</param>
/// <param name="Text">What the agent is to read. Files are links in it.</param>
/// <param name="Opening">What the chat was opened with, for protocols that take it with the messages.</param>
public sealed record UpstreamText(long Index, string Text, ChatOpening Opening)
{
    /// <summary>The files, where they may go as files; else none. A contact centre that refuses them gets <see cref="Text"/>.</summary>
    public ImmutableArray<UpstreamFile> Files { get; init; } = [];

    /// <summary>The text beside <see cref="Files"/>, without links.</summary>
    public string Caption { get; init; } = "";
}
