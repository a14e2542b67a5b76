namespace CustomerChat.Consent;

/// <summary>What a customer asks for with a consent word.</summary>
public enum ConsentIntent
{
    /// <summary>To get no more messages.</summary>
    Stop,

    /// <summary>To get messages again.</summary>
    Start,

    /// <summary>To learn who writes, and how to stop the messages.</summary>
    Help,
}
