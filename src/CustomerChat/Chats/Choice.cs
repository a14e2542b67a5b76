namespace CustomerChat.Chats;

/// <summary>One of several answers that a bot offers.</summary>
/// <param name="Title">As it is to be read, up to 256 characters.</param>
/// <param name="Value">What the contact centre is to get for it, up to 1,024 characters.</param>
public sealed record Choice(string Title, string Value);
