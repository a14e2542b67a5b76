using System.ComponentModel.DataAnnotations;

namespace CustomerChat.Turn;

/// <summary>Settings <c>Relay:…</c>: how the relay polls, sends and gives up.</summary>
public sealed class RelayOptions : IValidatableObject
{
    public const string Section = "Relay";

    /// <summary>The poll interval of a lively chat. 0.2 to 10 s; default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:00:10")]
    public TimeSpan FastPoll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The poll interval of a quiet chat. 1 to 30 s (contact centres drop a customer after 45 s); default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:30")]
    public TimeSpan SlowPoll { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the answer to a post waits while its text is sent. 0 to 10 s, 0 = the text is not sent at once; default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan InlineSendBudget { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long one call of the durable activity polls a quiet chat (its window). For a lively chat it is half as long. 0 to 5 min, 0 = a
    /// durable timer for every poll; default 2 min. Only the Functions host has windows.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan TurnWindow { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How many quiet chats of one instance may wait for their next poll in their orchestrations, with durable timers, instead of in
    /// windows. 0 to 100, 0 = none; default 4. Only the Functions host has windows.
    /// </summary>
    [Range(0, 100)]
    public int TimerChats { get; set; } = 4;

    /// <summary>
    /// Whether an agent is told, in the chat, about an answer that could never be delivered and about a customer's message that could not
    /// be passed on; default true.
    /// </summary>
    public bool TellAgents { get; set; } = true;

    /// <summary>
    /// Whether a contact centre gets the key by which lifecycle events name a chat, in the chat's user data (<c>chatKey</c>). It is for an
    /// agents' desk that gets events. Default false.
    /// </summary>
    public bool TellChatKeys { get; set; }

    /// <summary>
    /// The times after which a channel's customer who waits for an agent is told so (<c>Channels:{Channel}:{account}:Waiting</c>). They
    /// count from the opening, the hand-over, the leaving of the last agent, or the beginning of the contact centre's hours, whichever is
    /// last. Each from 10 s to 7 days, in ascending order; 20 at most; default 2 min and 10 min.
    /// </summary>
    public IList<TimeSpan> WaitingAfter { get; init; } = [];

    /// <summary><see cref="WaitingAfter"/>, or the default.</summary>
    internal IEnumerable<TimeSpan> WaitingTimes => WaitingAfter.Count > 0 ? WaitingAfter : [TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10)];

    /// <summary>A chat that no agent has joined ends after this time. 10 s to 7 days; default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "7.00:00:00")]
    public TimeSpan NoAgentTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// A message that a customer has left, and that no agent has taken, ends after this time. It is long enough for a night, a weekend and a holiday. 1 min to 30
    /// days; default 7 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan MessageTimeout { get; set; } = TimeSpan.FromDays(7);

    /// <summary>A chat in which nobody has written ends after this time. 1 min to 7 days; default 4 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(4);

    /// <summary>
    /// The longest time that a chat may be open. A message that a customer left may be open for <see cref="MessageTimeout"/> longer. 1 min to 30 days; default 1 day.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromDays(1);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (WaitingAfter.Count > 20
            || WaitingAfter.Any(t => t < TimeSpan.FromSeconds(10) || t > TimeSpan.FromDays(7))
            || !WaitingAfter.SequenceEqual(WaitingAfter.Distinct().Order()))
        {
            yield return new($"{nameof(WaitingAfter)} may have at most 20 times, from 00:00:10 to 7.00:00:00, in ascending order.", [nameof(WaitingAfter)]);
        }
    }
}
