using CustomerChat.Chats;

namespace CustomerChat.Delivery;

/// <summary>The text of an entry for the customer of a channel. Pure.</summary>
public static class OutboundText
{
    /// <summary>The text; null = the customer has nothing to read.</summary>
    public static string? Of(ChatEntry entry, ChannelTexts texts) => entry.From.Type == ParticipantType.Customer
        ? null
        : entry.Type switch
        {
            EntryType.Text or EntryType.Notice or EntryType.CustomNotice => Nothing(entry.Readable),
            EntryType.PushUrl => Nothing(string.Join(' ', new[] { entry.Text, entry.Url }.Where(t => !string.IsNullOrWhiteSpace(t)))),
            EntryType.ParticipantJoined or EntryType.ParticipantRejoined => Named(texts.Joined, entry),
            EntryType.ParticipantLeft => Named(texts.Left, entry),
            _ => null,
        };

    private static string? Nothing(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static string? Named(string? text, ChatEntry entry) =>
        entry.From.Type == ParticipantType.Agent ? text?.Replace("{nickname}", entry.From.Nickname, StringComparison.Ordinal) : null;
}
