namespace CustomerChat.Chats;

/// <summary>
/// The first eight digits of a chat id: how logs, spans and the operators' page name a chat. A whole id is a credential (who
/// knows it can read and write the chat), so log methods take this type and never the id itself; 90 random bits stay secret.
/// </summary>
public readonly record struct ShortChatId
{
    /// <summary>How many characters of an id may be shown.</summary>
    public const int Length = 8;

    private readonly string? _digits;

    private ShortChatId(string chatId) => _digits = chatId.Length > Length ? chatId[..Length] : chatId;

    public static implicit operator ShortChatId(string chatId) => new(chatId);

    public override string ToString() => _digits ?? "";
}
