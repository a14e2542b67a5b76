namespace CustomerChat.Sandbox.Http;

/// <summary>A fault on demand, for tests.</summary>
internal sealed class Fault
{
    public const string OfUnknownChat = "UnknownChat";

    /// <summary>
    /// The operation that fails: RequestChat, SendMessage, GetChat, GetMessages, … or <c>*</c>. <see cref="OfUnknownChat"/> = any for a chat that the
    /// sandbox does not know: for how servers differ there.
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

    /// <summary>Answer with this body; default a plain-text one.</summary>
    public string? Body { get; set; }

    /// <summary>With a Retry-After of this many seconds.</summary>
    public int? RetryAfterSeconds { get; set; }

    /// <summary>Drop the connection.</summary>
    public bool Drop { get; set; }
}
