namespace CustomerChat.Consent;

/// <summary>What a customer's word asks for.</summary>
public enum ConsentIntent
{
    /// <summary>No more messages.</summary>
    Stop,

    /// <summary>Messages again.</summary>
    Start,

    /// <summary>Who writes, and how to stop it.</summary>
    Help,
}
