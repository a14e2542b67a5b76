namespace CustomerChat.Functions.Chats;

/// <summary>The orchestration's custom status. It shows the chat's state without a read of the store.</summary>
/// <param name="LastIndex">The last index of the chat's transcript.</param>
public sealed record ChatStatus(string? State, long LastIndex);
