using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Turn;

/// <summary>A text that is sent to the contact centre.</summary>
/// <param name="Index">The index of its entry. If the protocol returns the client's id in an echo, the echo is matched by it.</param>
/// <param name="Text">What the agent reads. It shows files as links.</param>
/// <param name="Opening">What the chat was opened with, for protocols that send it with the messages.</param>
public sealed record UpstreamText(long Index, string Text, ChatOpening Opening)
{
    /// <summary>The files, if they may be sent as files; otherwise none. A contact centre that refuses them gets <see cref="Text"/>.</summary>
    public ImmutableArray<UpstreamFile> Files { get; init; } = [];

    /// <summary>The text that goes with <see cref="Files"/>, without links.</summary>
    public string Caption { get; init; } = "";
}
