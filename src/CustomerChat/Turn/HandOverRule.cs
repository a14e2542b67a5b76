using System.Collections.Immutable;

namespace CustomerChat.Turn;

/// <summary>How a contact centre's chats are handed over to another one, as the settings say it.</summary>
/// <param name="To">The id of the contact centre that takes them over.</param>
/// <param name="Words">Texts of the customer that ask for it, each alone in a message.</param>
/// <param name="Text">Said to the customer then; null = nothing.</param>
public sealed record HandOverRule(string To, ImmutableArray<string> Words, string? Text)
{
    /// <summary>Whether a customer's text asks for it, whatever the case of its letters.</summary>
    public bool IsAskedBy(string? text) => text?.Trim() is { } word && Words.Any(w => string.Equals(w, word, StringComparison.InvariantCultureIgnoreCase));
}
