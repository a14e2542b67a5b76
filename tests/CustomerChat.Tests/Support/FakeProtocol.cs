namespace CustomerChat.Tests.Support;

/// <summary>How a contact centre in memory tells what there is to be told.</summary>
public enum FakeProtocol
{
    /// <summary>State and messages by two reads, messages by index, and the customer's own by order.</summary>
    Gws,

    /// <summary>One read with the news alone: who takes part follows from the messages. The customer's own come back with our id. Unknown after the end.</summary>
    Gms,

    /// <summary>A log with a watermark, without an index; it may begin anew. The customer's own come back with our id. An opening can be repeated.</summary>
    DirectLine,
}
