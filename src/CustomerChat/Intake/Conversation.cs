using System.Collections.Immutable;

namespace CustomerChat.Intake;

/// <summary>The chats of an address.</summary>
/// <param name="Chats">The current one first, then the last few before it: a late duplicate may belong to one of them.</param>
/// <param name="Version">The version that a claim must name; null = there is none yet.</param>
public sealed record Conversation(ImmutableArray<string> Chats, string? Version)
{
    /// <summary>How many chats are remembered. Meta repeats a webhook for up to 7 days.</summary>
    public const int Remembered = 10;

    public static Conversation None { get; } = new([], null);
}
