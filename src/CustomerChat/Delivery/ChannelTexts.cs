namespace CustomerChat.Delivery;

/// <summary>
/// What the relay itself says to the customers of a channel account. Null = nothing is said. <c>{nickname}</c> stands for the name of the
/// agent who joined or left.
/// </summary>
public sealed record ChannelTexts
{
    /// <summary>Said when a chat is opened.</summary>
    public string? Welcome { get; init; }

    /// <summary>
    /// Said instead of <see cref="Welcome"/> to a customer who writes or is handed over while the contact centre is closed; once until it
    /// opens. <c>{opens}</c> stands for the opening time on the contact centre's clock, such as <c>2026-11-30 08:00</c>.
    /// </summary>
    public string? Closed { get; init; } = ClosedText;

    /// <summary>Said when the chat is open at the contact centre and no agent has joined yet.</summary>
    public string? Queue { get; init; }

    /// <summary>Said while the customer waits for an agent, at each of the times in <c>Relay:WaitingAfter</c>.</summary>
    public string? Waiting { get; init; }

    /// <summary>Said when an agent joins.</summary>
    public string? Joined { get; init; }

    /// <summary>Said when an agent leaves.</summary>
    public string? Left { get; init; }

    /// <summary>Said when the chat has ended.</summary>
    public string? Closing { get; init; }

    /// <summary>Said once in a chat, when a message of the customer could not be accepted because the chat holds too much.</summary>
    public string? NotTaken { get; init; } = NotTakenText;

    /// <summary>Said once in a flood, when a customer sends more than <c>Limits:MessagesPerAddress</c>.</summary>
    public string? TooFast { get; init; } = TooFastText;

    /// <summary>Said once in a chat, when a customer sends a file and files are not accepted.</summary>
    public string? NoFiles { get; init; } = NoFilesText;

    /// <summary>Said when a customer's file was not accepted; <c>{reason}</c> stands for the reason.</summary>
    public string? FileNotTaken { get; init; } = FileNotTakenText;

    /// <inheritdoc cref="NotTakenText"/>
    public const string ClosedText = "We are closed now. We open again on {opens}.";

    /// <summary>The default text.</summary>
    public const string NotTakenText = "Your last message could not be passed on. Please wait for an answer before you write again.";

    /// <inheritdoc cref="NotTakenText"/>
    public const string NoFilesText = "Files can't be accepted here. Please describe in words what is in your file.";

    /// <inheritdoc cref="NotTakenText"/>
    public const string FileNotTakenText = "Your file could not be passed on: {reason}.";

    /// <inheritdoc cref="NotTakenText"/>
    public const string TooFastText =
        "You have sent too many messages at once. Some messages of the last minute were not passed on. Please wait a minute, then send them again.";
}
