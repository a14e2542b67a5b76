namespace CustomerChat.Functions.Chats;

/// <summary>The orchestration's custom status: where the chat is, without a look into the store.</summary>
/// <param name="State">The chat's state.</param>
/// <param name="LastIndex">The last index of its transcript.</param>
public sealed record ChatStatus(string? State, long LastIndex);
