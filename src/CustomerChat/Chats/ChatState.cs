namespace CustomerChat.Chats;

/// <summary>The state of a chat, in the terms of the Customer Chat API. <see cref="Idle"/> is final.</summary>
public enum ChatState
{
    WaitingForAgent,
    Chatting,
    Idle,
}
