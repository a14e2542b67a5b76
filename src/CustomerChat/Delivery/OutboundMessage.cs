using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Files;

namespace CustomerChat.Delivery;

/// <summary>A message to a customer's channel.</summary>
/// <param name="To">The customer's address.</param>
/// <param name="Id">The id of the message. It is the same for every try, and different from the id of every other message: letters, digits and dashes.</param>
/// <param name="ChatId">The id of the chat.</param>
/// <param name="Entry">The entry that the message brings, whole or in part.</param>
/// <param name="Text">The text. It is not longer than the channel accepts.</param>
public sealed record OutboundMessage(ChannelAddress To, string Id, string ChatId, ChatEntry Entry, string Text)
{
    /// <summary>Whether the account's template is sent instead of the text.</summary>
    public bool IsTemplate { get; init; }

    /// <summary>
    /// The file behind the link, if the text is only a link to a file that may go as a message of its own; null = none. If the channel does
    /// not accept the file, the text is sent.
    /// </summary>
    public LinkedFile? File { get; init; }

    /// <summary>
    /// The question without its numbered answers, for a channel that shows answers as buttons; null = there are no answers, or the message
    /// is only a part of the entry. If the customer presses a button, the answer is its title, as if the customer had typed it.
    /// </summary>
    public (string Question, ImmutableArray<string> Titles)? Offer => IsTemplate || Entry.Choices.IsEmpty || Text != Entry.Readable || string.IsNullOrWhiteSpace(Entry.Text)
        ? null
        : (Entry.Text, [.. Entry.Choices.Select(c => c.Title)]);

    /// <summary>Whether an operator has asked to retry a dead letter.</summary>
    public bool IsReplay { get; init; }
}
