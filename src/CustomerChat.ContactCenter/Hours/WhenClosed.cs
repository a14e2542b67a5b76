namespace CustomerChat.ContactCenter.Hours;

/// <summary>What becomes of a chat that is asked for outside a contact centre's hours.</summary>
public enum WhenClosed
{
    /// <summary>It is taken and kept, and opened at the contact centre when that opens.</summary>
    Keep,

    /// <summary>It is refused. What came through a channel is a dead letter, and its customer is told.</summary>
    Refuse,
}
