namespace CustomerChat.Sandbox.Http;

/// <summary>A fault on demand, for tests.</summary>
internal sealed class Fault
{
    public const string OfUnknownChat = "UnknownChat";

    /// <summary>
    /// The operation that fails: RequestChat, SendMessage, GetChat, GetMessages, …; <c>gms:send</c>, <c>gms:refresh</c>, …;
    /// <c>directline:postActivity</c>, <c>directline:getActivities</c>, …; <c>gms:*</c> and <c>directline:*</c> = all of one protocol, <c>*</c> = all.
    /// <see cref="OfUnknownChat"/> = any of the Customer Chat API for a chat that the sandbox does not know: for how servers differ there.
    /// </summary>
    public string Operation { get; set; } = "*";

    /// <summary>For the next n calls.</summary>
    public int Count { get; set; } = 1;

    /// <summary>How likely each of them fails, 0 to 1.</summary>
    public double Probability { get; set; } = 1;

    /// <summary>After the effect instead of before it.</summary>
    public bool AfterEffect { get; set; }

    /// <summary>Wait this many milliseconds.</summary>
    public int DelayMilliseconds { get; set; }

    /// <summary>Answer with this HTTP status.</summary>
    public int? Status { get; set; }

    /// <summary>Answer with this body; default a plain-text one, for Direct Line its error object.</summary>
    public string? Body { get; set; }

    /// <summary>Answer with an HTML page, as a gateway in front does; with <see cref="Status"/>, default 200.</summary>
    public bool Html { get; set; }

    /// <summary>What only this protocol knows.</summary>
    public FaultKind Kind { get; set; }

    /// <summary>With a Retry-After of this many seconds.</summary>
    public int? RetryAfterSeconds { get; set; }

    /// <summary>Drop the connection.</summary>
    public bool Drop { get; set; }

    public bool IsFor(string operation) =>
        Operation == operation || (operation != OfUnknownChat && (Operation == "*" || (Operation.EndsWith(":*", StringComparison.Ordinal) && operation.StartsWith(Operation[..^1], StringComparison.Ordinal))));
}
