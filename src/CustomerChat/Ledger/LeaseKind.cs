namespace CustomerChat.Ledger;

/// <summary>What a lease is for.</summary>
public enum LeaseKind
{
    /// <summary>To send to the contact centre, or to open the chat there.</summary>
    Send,

    /// <summary>To deliver to the chat's channel.</summary>
    Deliver,
}
