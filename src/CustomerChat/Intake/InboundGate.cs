using CustomerChat.Consent;
using CustomerChat.Delivery;
using CustomerChat.Events;

namespace CustomerChat.Intake;

/// <summary>What an inbound message passes before it is routed: the block list, the limit of messages a minute, consent.</summary>
public sealed class InboundGate(Blocks blocks, FloodLimit floods, Consents consents, ChannelIntake intake, IChannelSenders senders, EventWriter events)
{
    /// <summary>Lets a message pass, or not.</summary>
    /// <returns>The message as it is to be routed; or why it is not passed on. Of such a message nothing is kept but a word of consent.</returns>
    public async Task<(InboundMessage? Message, Held? Why)> PassAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        Held? why = await blocks.HoldAsync(message, cancellationToken) ? Held.Blocked
            : await IsFloodAsync(message, cancellationToken) ? Held.Flood
            : null;

        await (why == Held.Blocked ? events.BlockedAsync(message, cancellationToken) : Task.CompletedTask);

        // A STOP counts, whoever says it and however often.
        var routed = why is null || message.Consent is not null ? await consents.TakeAsync(message, cancellationToken) : null;
        return why is null ? (routed, null) : (null, why);
    }

    /// <summary>Nothing is held before its sender was told. Where there is no chat to say it in, the message passes, and opens one.</summary>
    private async Task<bool> IsFloodAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        var verdict = floods.Count(message);
        if (verdict != FloodVerdict.HoldAndTell || senders.Find(message.From)?.Texts.TooFast is not { } text)
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
                floods.NotTold(message.From);
            }
        }
    }
}
