namespace CustomerChat.Ledger;

/// <summary>What a lease is for.</summary>
public enum LeaseKind
{
    /// <summary>The right to send to the contact centre, or to open the chat there.</summary>
    Send,

    /// <summary>The right to deliver to the chat's channel.</summary>
    Deliver,
}
