namespace CustomerChat.ContactCenter.Hours;

/// <summary>What the relay does when a customer opens a chat outside a contact centre's hours.</summary>
public enum WhenClosed
{
    /// <summary>The relay keeps the chat, and opens it at the contact centre when the contact centre opens.</summary>
    Keep,

    /// <summary>The relay refuses the chat. A message from a channel becomes a dead letter, and the relay tells the customer.</summary>
    Refuse,
}
