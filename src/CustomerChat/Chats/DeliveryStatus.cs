namespace CustomerChat.Chats;

/// <summary>How far a message has come, in this order.</summary>
public enum DeliveryStatus
{
    /// <summary>The provider has taken it.</summary>
    Accepted,
    Sent,
    Delivered,
    Read,

    /// <summary>The provider could not deliver it. Final.</summary>
    Failed,
}
