namespace CustomerChat.Chats;

/// <summary>
/// The first eight digits of a chat id. Logs, spans and the operators' page name a chat by them. The whole id is a credential: a caller who
/// knows it can read and write the chat. So log methods take this type and never the id itself. 90 random bits stay secret.
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
