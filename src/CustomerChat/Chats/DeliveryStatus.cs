namespace CustomerChat.Chats;

/// <summary>How far a message has come. In the order in which it comes: a later report of an earlier status changes nothing.</summary>
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
