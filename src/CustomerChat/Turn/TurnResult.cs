using CustomerChat.Chats;

namespace CustomerChat.Turn;

/// <summary>The result of a turn, for the engine that ran it.</summary>
/// <param name="Ended">The chat has no work left: no further turn is needed.</param>
/// <param name="Delay">The wait from the end of this turn to the next turn.</param>
/// <param name="Failures">How many polls in a row have failed. The engine passes the number to the next turn.</param>
/// <param name="State">The chat's state; null = the chat does not exist.</param>
/// <param name="LastIndex">The index of the last entry in the chat's transcript.</param>
/// <param name="Pending">A text must still be sent to the contact centre, or the contact centre must still be told that the chat has ended.</param>
public sealed record TurnResult(bool Ended, TimeSpan Delay, int Failures, ChatState? State, long LastIndex, bool Pending = false)
{
    /// <summary>The id of the conversation's next chat, which has taken over texts that this chat could not send. The engine starts it. Null = none.</summary>
    public string? Successor { get; init; }

    /// <summary>The chat does not exist, or not yet.</summary>
    public static TurnResult Unknown { get; } = new(true, TimeSpan.Zero, 0, null, 0);
}
