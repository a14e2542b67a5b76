namespace CustomerChat.Chats;

/// <summary>The order of reports. Providers send reports in any order, and leave some out (they report "read" without "delivered").</summary>
public static class DeliveryStatuses
{
    /// <summary>
    /// Whether a report moves a message forward from its known status. A status never goes back, and a failure is final. A message that the
    /// customer has (delivered, read) does not become failed, whatever a late report says.
    /// </summary>
    public static bool IsFollowedBy(this DeliveryStatus known, DeliveryStatus reported) => reported switch
    {
        DeliveryStatus.Failed => known < DeliveryStatus.Delivered,
        _ => known != DeliveryStatus.Failed && reported > known,
    };
}
