namespace CustomerChat.Chats;

/// <summary>One of several answers that a bot offers.</summary>
/// <param name="Title">What the customer reads, up to 256 characters.</param>
/// <param name="Value">What the contact centre gets when the customer chooses this answer, up to 1,024 characters.</param>
public sealed record Choice(string Title, string Value);
