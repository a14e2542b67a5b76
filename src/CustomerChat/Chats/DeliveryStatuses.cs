namespace CustomerChat.Chats;

/// <summary>The order of reports. Providers send them in any order, some never (read without delivered).</summary>
public static class DeliveryStatuses
{
    /// <summary>
    /// Whether a report takes a message on from where it is known to be. Never back; a failure is final; and what the customer
    /// has (delivered, read) has not failed, whatever a late report says.
    /// </summary>
    public static bool IsFollowedBy(this DeliveryStatus known, DeliveryStatus reported) => reported switch
    {
        DeliveryStatus.Failed => known < DeliveryStatus.Delivered,
        _ => known != DeliveryStatus.Failed && reported > known,
    };
}
