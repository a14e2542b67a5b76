namespace CustomerChat.Intake;

/// <summary>What the flood limit decides about a message.</summary>
public enum FloodVerdict
{
    /// <summary>The message is passed on.</summary>
    Pass,

    /// <summary>The message is over the limit and is not passed on.</summary>
    Stop,

    /// <summary>The message is the first one over the limit: it is not passed on, and the customer is told.</summary>
    StopAndTell,
}
