namespace CustomerChat.Intake;

/// <summary>Why a customer's message is not passed on.</summary>
public enum NotPassed
{
    /// <summary>An operator has blocked the sender.</summary>
    Blocked,

    /// <summary>The sender has sent too many messages in one minute.</summary>
    Flood,
}
