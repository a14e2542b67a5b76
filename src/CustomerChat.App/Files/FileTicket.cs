namespace CustomerChat.App.Files;

/// <summary>What a link to a file names.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="Index">The entry.</param>
/// <param name="Number">Which of its files, from 0.</param>
/// <param name="Until">When the link ends, unless the chat is still open.</param>
internal sealed record FileTicket(string ChatId, long Index, int Number, DateTimeOffset Until);
