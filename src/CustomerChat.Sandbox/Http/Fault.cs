namespace CustomerChat.Sandbox.Http;

/// <summary>A fault that a test plans for an operation.</summary>
internal sealed class Fault
{
    public const string OfUnknownChat = "UnknownChat";

    /// <summary>
    /// The operation that fails: RequestChat, SendMessage, GetChat, GetMessages, …; <c>gms:send</c>, <c>gms:refresh</c>, …;
    /// <c>directline:postActivity</c>, <c>directline:getActivities</c>, …; <c>gms:*</c> and <c>directline:*</c> = all operations of one protocol; <c>*</c> = all.
    /// <see cref="OfUnknownChat"/> = all operations of the Customer Chat API on a chat that the sandbox does not know. Real servers differ in their answer to those.
    /// </summary>
    public string Operation { get; set; } = "*";

    /// <summary>How many calls fail.</summary>
    public int Count { get; set; } = 1;

    /// <summary>The probability, 0 to 1, that a call fails. A call that does not fail does not count.</summary>
    public double Probability { get; set; } = 1;

    /// <summary>The call fails after it took effect. False = it fails before.</summary>
    public bool AfterEffect { get; set; }

    /// <summary>How long the answer is delayed, in milliseconds.</summary>
    public int DelayMilliseconds { get; set; }

    /// <summary>The HTTP status of the answer; null = the operation's own status.</summary>
    public int? Status { get; set; }

    /// <summary>The body of the answer; default a plain text, and for Direct Line its error object.</summary>
    public string? Body { get; set; }

    /// <summary>The answer is an HTML page, as of a gateway in front of the server. Its status is <see cref="Status"/>; default 200.</summary>
    public bool Html { get; set; }

    /// <summary>A fault that exists in one protocol only.</summary>
    public FaultKind Kind { get; set; }

    /// <summary>The answer has a Retry-After of this many seconds; null = it has none.</summary>
    public int? RetryAfterSeconds { get; set; }

    /// <summary>The connection is dropped without an answer.</summary>
    public bool Drop { get; set; }

    public bool IsFor(string operation) =>
        Operation == operation || (operation != OfUnknownChat && (Operation == "*" || (Operation.EndsWith(":*", StringComparison.Ordinal) && operation.StartsWith(Operation[..^1], StringComparison.Ordinal))));
}
