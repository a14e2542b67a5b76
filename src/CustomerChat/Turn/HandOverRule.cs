using System.Collections.Immutable;

namespace CustomerChat.Turn;

/// <summary>How the chats of a contact centre are handed over to another one, according to the settings.</summary>
/// <param name="To">The id of the contact centre that takes over the chats.</param>
/// <param name="Words">The customer's texts that ask for a hand-over. Each must be the whole message.</param>
/// <param name="Text">What the customer is told at the hand-over; null = nothing.</param>
public sealed record HandOverRule(string To, ImmutableArray<string> Words, string? Text)
{
    /// <summary>Whether a customer's text asks for a hand-over. Upper and lower case do not matter.</summary>
    public bool IsAskedBy(string? text) => text?.Trim() is { } word && Words.Any(w => string.Equals(w, word, StringComparison.InvariantCultureIgnoreCase));
}
