namespace CustomerChat.Chats;

/// <summary>How far a message has come, in ascending order.</summary>
public enum DeliveryStatus
{
    /// <summary>The provider has accepted the message.</summary>
    Accepted,
    Sent,
    Delivered,
    Read,

    /// <summary>The provider could not deliver the message. This status is final.</summary>
    Failed,
}
