namespace CustomerChat.Chats;

public enum ParticipantType
{
    Customer,
    Agent,

    /// <summary>Neither: a bot, a supervisor, the system.</summary>
    External,
}
