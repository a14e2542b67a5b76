namespace CustomerChat.App.Files;

/// <summary>What a link to a file holds.</summary>
/// <param name="Index">The index of the entry in the transcript.</param>
/// <param name="Number">The number of the file in the entry, from 0.</param>
/// <param name="Until">When the link expires. It stays valid while the chat is open.</param>
internal sealed record FileTicket(string ChatId, long Index, int Number, DateTimeOffset Until);
