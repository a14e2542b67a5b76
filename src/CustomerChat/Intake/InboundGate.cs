using CustomerChat.Consent;
using CustomerChat.Delivery;
using CustomerChat.Events;

namespace CustomerChat.Intake;

/// <summary>The checks before an inbound message is routed: the block list, the limit of messages per minute, and consent.</summary>
public sealed class InboundGate(Blocks blocks, FloodLimit floods, Consents consents, ChannelIntake intake, IChannelSenders senders, EventWriter events)
{
    /// <summary>Checks a message.</summary>
    /// <returns>The message as it is to be routed, or why it is not passed on. Of a message that is not passed on, only its consent is stored.</returns>
    public async Task<(InboundMessage? Message, NotPassed? Why)> PassAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        NotPassed? why = await blocks.IsBlockedAsync(message, cancellationToken) ? NotPassed.Blocked
            : await IsFloodAsync(message, cancellationToken) ? NotPassed.Flood
            : null;

        await (why == NotPassed.Blocked ? events.BlockedAsync(message, cancellationToken) : Task.CompletedTask);

        // An opt-out always counts, even from a blocked customer and during a flood.
        var routed = why is null || message.Consent is not null ? await consents.TakeAsync(message, cancellationToken) : null;
        return why is null ? (routed, null) : (null, why);
    }

    /// <summary>
    /// A message is stopped only after its sender was told. If no chat is open in which to tell the sender, the message passes and opens a
    /// chat.
    /// </summary>
    private async Task<bool> IsFloodAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        var verdict = floods.Count(message);
        if (verdict != FloodVerdict.StopAndTell || senders.Find(message.From)?.Texts.TooFast is not { } text)
        {
            return verdict != FloodVerdict.Pass;
        }

        var told = false;
        try
        {
            return told = await intake.TellAsync(message, text, cancellationToken);
        }
        finally
        {
            if (!told)
            {
                floods.NoticeFailed(message.From);
            }
        }
    }
}
