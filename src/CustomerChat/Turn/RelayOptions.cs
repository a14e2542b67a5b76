using System.ComponentModel.DataAnnotations;

namespace CustomerChat.Turn;

/// <summary>Settings <c>Relay:…</c>: how the relay polls, sends and gives up.</summary>
public sealed class RelayOptions : IValidatableObject
{
    public const string Section = "Relay";

    /// <summary>Poll interval while a chat is lively. 0.2 to 10 s; default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:00:10")]
    public TimeSpan FastPoll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Poll interval of a quiet chat. 1 to 30 s (contact centres drop a customer after 45 s); default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:30")]
    public TimeSpan SlowPoll { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a post waits for its inline send. 0 to 10 s, 0 = none is tried; default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan InlineSendBudget { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long one call of the durable activity goes on polling a quiet chat; a lively one half as long. 0 to 5 min,
    /// 0 = a durable timer for every poll; default 2 min. Only the Functions host has windows.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan TurnWindow { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Up to how many quiet chats of one instance wait for their next poll in their orchestrations, by durable timers, instead of
    /// in windows. 0 to 100, 0 = none; default 4. Only the Functions host has windows.
    /// </summary>
    [Range(0, 100)]
    public int TimerChats { get; set; } = 4;

    /// <summary>
    /// Whether an agent is told, in the chat, of an answer that could not be delivered for good and of a customer's message that could not be
    /// passed on; default true.
    /// </summary>
    public bool TellAgents { get; set; } = true;

    /// <summary>
    /// Whether a contact centre gets, in the user data of each chat (<c>chatKey</c>), the key by which lifecycle events name it: for a desk that is told of events.
    /// Default false.
    /// </summary>
    public bool TellChatKeys { get; set; }

    /// <summary>
    /// After which times a customer of a channel who waits for an agent is told so (<c>Channels:{Channel}:{account}:Waiting</c>): from the opening, the hand-over, the last
    /// agent's leaving, or the beginning of the contact centre's hours, whichever is last. Each from 10 s to 7 days, in ascending order; 20 at most; default 2 min and 10 min.
    /// </summary>
    public IList<TimeSpan> WaitingAfter { get; init; } = [];

    /// <summary><see cref="WaitingAfter"/>, or the default.</summary>
    internal IEnumerable<TimeSpan> WaitingTimes => WaitingAfter.Count > 0 ? WaitingAfter : [TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10)];

    /// <summary>A chat that no agent has joined is ended after this. 1 min to 7 days; default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan NoAgentTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A chat in which nobody wrote is ended after this. 1 min to 7 days; default 4 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(4);

    /// <summary>No chat is open for longer. 1 min to 30 days; default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromDays(1);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (WaitingAfter.Count > 20
            || WaitingAfter.Any(t => t < TimeSpan.FromSeconds(10) || t > TimeSpan.FromDays(7))
            || !WaitingAfter.SequenceEqual(WaitingAfter.Distinct().Order()))
        {
            yield return new($"{nameof(WaitingAfter)} takes 20 times at most, from 00:00:10 to 7.00:00:00, in ascending order.", [nameof(WaitingAfter)]);
        }
    }
}
