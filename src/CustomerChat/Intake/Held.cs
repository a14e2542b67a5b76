namespace CustomerChat.Intake;

/// <summary>Why a customer's message is not passed on.</summary>
public enum Held
{
    /// <summary>An operator has blocked its sender.</summary>
    Blocked,

    /// <summary>It is one of too many in a minute.</summary>
    Flood,
}
