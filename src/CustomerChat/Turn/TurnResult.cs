using CustomerChat.Chats;

namespace CustomerChat.Turn;

/// <summary>What a turn says to the engine that ran it.</summary>
/// <param name="Ended">Nothing is left to do: no further turn.</param>
/// <param name="Delay">When to look again, from the turn's end.</param>
/// <param name="Failures">How many polls have failed in a row: to be handed to the next turn.</param>
/// <param name="State">The chat's state; null when there is no such chat.</param>
/// <param name="LastIndex">The last index of its transcript.</param>
/// <param name="Pending">A text is still to be sent to the contact centre, or the end to be told to it.</param>
public sealed record TurnResult(bool Ended, TimeSpan Delay, int Failures, ChatState? State, long LastIndex, bool Pending = false)
{
    /// <summary>The conversation's next chat, which has taken over words that this one could not bring to anybody: the engine starts it. Null = none.</summary>
    public string? Successor { get; init; }

    /// <summary>There is no such chat (yet).</summary>
    public static TurnResult Unknown { get; } = new(true, TimeSpan.Zero, 0, null, 0);
}
