using System.Collections.Immutable;
using CustomerChat.Intake;

namespace CustomerChat.Consent;

/// <summary>Decides what an inbound message means for consent, and what the agent is told about it. Pure.</summary>
public static class ConsentRules
{
    /// <summary>Channels on which a blocked customer can't write. A customer who writes there has unblocked the sender.</summary>
    private static readonly string[] WritingUnblocks = ["messenger", "telegram"];

    /// <summary>Decides the customer's new consent record (null = no change), and how the message is routed.</summary>
    /// <param name="known">The customer's record so far; null = there is none.</param>
    /// <param name="now">The present time.</param>
    public static (ConsentRecord? Next, InboundMessage Message) Decide(ConsentRecord? known, InboundMessage message, DateTimeOffset now)
    {
        var signal = message.Consent;
        if (known?.Messages.Contains(message.Id) is true)
        {
            // The provider delivered the message again. The record may have changed again since the first time.
            return (null, signal is null ? message : WithNotice(message, signal));
        }

        var isOut = known?.State == ConsentState.OptedOut;
        return signal switch
        {
            { Intent: ConsentIntent.Stop } => (
                isOut && (known!.Scope == ConsentScope.All || signal.Scope == ConsentScope.Marketing) ? null : Next(ConsentState.OptedOut),
                WithNotice(message, signal)),
            { Intent: ConsentIntent.Start } when isOut && (signal.Scope == ConsentScope.All || known!.Scope == ConsentScope.Marketing) =>
                (Next(ConsentState.OptedIn), WithNotice(message, signal)),
            { Intent: ConsentIntent.Start, Cause: not ConsentCause.Word } => (null, message with { OpensChat = false }),
            { Intent: ConsentIntent.Help, Cause: not ConsentCause.Word } => (null, WithNotice(message, signal)),
            _ when known is { Refuses: true, Cause: ConsentCause.Platform or ConsentCause.Refusal }
                && WritingUnblocks.Contains(message.From.Channel)
                && message.OpensChat =>
                (Next(ConsentState.OptedIn), message),
            _ when known?.Refuses is true => (
                null,
                Noted(message, "The customer has opted out of messages: answers are not delivered until they ask for them again.") with
                {
                    UserData = message.UserData.SetItem("consent", "opted out"),
                }),
            _ => (null, message),
        };

        ConsentRecord Next(ConsentState state) => new(message.From, state, signal?.Cause ?? ConsentCause.Platform, now)
        {
            Scope = signal?.Scope ?? ConsentScope.All,
            Messages = [.. (known?.Messages ?? []).Prepend(message.Id).Take(ConsentRecord.Remembered)],
        };
    }

    /// <summary>Why a message to the customer is not sent; null = it may be.</summary>
    public static string? Refusal(ConsentRecord? known) => known?.Refuses is true
        ? $"The customer has opted out ({known.Cause}, {known.At:yyyy-MM-dd}). Only the customer can opt in again."
        : null;

    /// <summary>
    /// Adds a notice for the agent to a message with a consent word. The message is posted to an open chat, but opens no chat: the customer
    /// does not wait for an answer.
    /// </summary>
    private static InboundMessage WithNotice(InboundMessage message, ConsentSignal signal) => Noted(message, Notice(signal)) with { OpensChat = false };

    /// <summary>A message with a notice for the agent below its text, whichever of its two texts is used.</summary>
    private static InboundMessage Noted(InboundMessage message, string notice) => message with
    {
        Text = $"{message.Text}\n[consent] {notice}",
        TextBeside = message.TextBeside is { } beside ? $"{beside}\n[consent] {notice}" : null,
    };

    private static string Notice(ConsentSignal signal) => signal switch
    {
        { Intent: ConsentIntent.Stop, Scope: ConsentScope.Marketing } => "The customer wants no marketing messages.",
        { Intent: ConsentIntent.Stop } => "The customer wants no more messages. Answers are not delivered until they ask for them again.",
        { Intent: ConsentIntent.Start } => "The customer has opted in again.",
        _ => "The provider has answered this question for help.",
    };
}
