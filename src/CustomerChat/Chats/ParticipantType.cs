namespace CustomerChat.Chats;

public enum ParticipantType
{
    Customer,
    Agent,

    /// <summary>Neither a customer nor an agent: a bot, a supervisor, the system.</summary>
    External,
}
