namespace CustomerChat.Sandbox.Events;

/// <summary>How far an agent's message has got on its way to the customer.</summary>
internal enum DeliveryState
{
    /// <summary>The relay has it.</summary>
    Sent,

    /// <summary>The customer has it.</summary>
    Delivered,

    /// <summary>The customer has read it.</summary>
    Read,

    /// <summary>It did not reach the customer.</summary>
    Failed,
}
