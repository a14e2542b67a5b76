namespace CustomerChat.Chats;

/// <summary>One entry of the message log at the contact centre, as its customer sees it.</summary>
/// <param name="Index">Its index there: ascending, not always without gaps.</param>
public sealed record UpstreamMessage(long Index, EntryType Type, Participant From, string? Text = null, string? Url = null)
{
    public bool IsTyping => Type is EntryType.TypingStarted or EntryType.TypingStopped;

    /// <summary>One of ours, come back.</summary>
    public bool IsCustomersText => Type == EntryType.Text && From.Type == ParticipantType.Customer;

    public bool IsCustomersTyping => IsTyping && From.Type == ParticipantType.Customer;

    /// <summary>The entries that it becomes: one, or several where the text is longer than an entry holds.</summary>
    public IEnumerable<ChatEntry> ToEntries(long firstIndex, DateTimeOffset at)
    {
        var whole = new ChatEntry { Index = firstIndex, Type = Type, From = From, Text = Text, Url = Url, At = at, UpstreamIndex = Index };
        return Text is null || Text.Length <= ChatEntry.MaxText
            ? [whole]
            : Texts.Split(Text, ChatEntry.MaxText).Select((part, i) => whole with { Index = firstIndex + i, Text = part });
    }
}
