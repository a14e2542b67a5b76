using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Files;

namespace CustomerChat.Delivery;

/// <summary>A message to a customer's channel.</summary>
/// <param name="To">Where it goes.</param>
/// <param name="Id">The same at every try, and different from every other message's: letters, digits and dashes.</param>
/// <param name="ChatId">The chat.</param>
/// <param name="Entry">The entry that it brings, or a part of it.</param>
/// <param name="Text">The text, not longer than the channel takes.</param>
public sealed record OutboundMessage(ChannelAddress To, string Id, string ChatId, ChatEntry Entry, string Text)
{
    /// <summary>The account's template is sent in place of the text.</summary>
    public bool IsTemplate { get; init; }

    /// <summary>What the text is a link to, if that is a file that may go as the channel's own message; where the channel does not take it, the text goes.</summary>
    public LinkedFile? File { get; init; }

    /// <summary>
    /// A question without its numbered answers, for a channel that shows the answers as buttons; null = there are none, or the message is only a part of them.
    /// A customer's answer is the title of a button, as if it had been typed.
    /// </summary>
    public (string Question, ImmutableArray<string> Titles)? Offer => IsTemplate || Entry.Choices.IsEmpty || Text != Entry.Readable || string.IsNullOrWhiteSpace(Entry.Text)
        ? null
        : (Entry.Text, [.. Entry.Choices.Select(c => c.Title)]);

    /// <summary>An operator has asked for another try of a dead letter.</summary>
    public bool IsReplay { get; init; }
}
