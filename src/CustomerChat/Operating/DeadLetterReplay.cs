using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Events;
using CustomerChat.Files;
using CustomerChat.Intake;
using CustomerChat.Ledger;

namespace CustomerChat.Operating;

/// <summary>Retries dead letters when an operator asks for it.</summary>
public sealed class DeadLetterReplay(
    IDeadLetters deadLetters,
    IChatStore store,
    ChatIntake intake,
    ChannelIntake channelIntake,
    ChannelDelivery delivery,
    EventDelivery events,
    EventWriter eventWriter,
    IChannelSwitch channelSwitch,
    IFileLinks links,
    TimeProvider time)
{
    public async Task<ReplayResult> ReplayAsync(string id, CancellationToken cancellationToken)
    {
        if (await deadLetters.FindAsync(id, cancellationToken) is not { } letter)
        {
            return new ReplayResult(Found: false, Done: false, null);
        }

        var chat = (await store.LoadAsync(letter.ChatId, cancellationToken))?.Chat;
        var entries = letter.Event is null ? await store.ReadAsync(letter.ChatId, letter.Index, letter.Index, cancellationToken) : [];
        var fault = chat is null || (entries.IsEmpty && letter.Event is null) ? "The chat was erased."
            : letter.Event is { } what ? await ToEndpointAsync(chat, what, letter, cancellationToken)
            : letter.ToContactCenter ? await ToContactCenterAsync(chat, entries[0], letter, cancellationToken)
            : await ToChannelAsync(chat, entries[0], letter, cancellationToken);
        if (fault is null)
        {
            await deadLetters.RemoveAsync(letter, CancellationToken.None);
        }

        if (letter is { Event: null, ToContactCenter: false } && (await store.LoadAsync(letter.ChatId, CancellationToken.None))?.Chat is { } now)
        {
            // The receipt may have added an event to a finished chat.
            await eventWriter.ReviveAsync(now, CancellationToken.None);
        }

        return new ReplayResult(Found: true, Done: fault is null, fault);
    }

    /// <summary>
    /// If the replay fails, the letter is kept with the new reason and with the number of parts that the channel has. The next replay goes
    /// on after these parts.
    /// </summary>
    private async Task<string?> ToChannelAsync(Chat chat, ChatEntry entry, DeadLetter letter, CancellationToken cancellationToken)
    {
        if (chat.Channel is { } channel)
        {
            await channelSwitch.SetAsync(channel.Channel, channel.Account, off: false, cancellationToken);
        }

        var (fault, parts) = await delivery.ReplayAsync(chat, entry, letter.Parts, cancellationToken);

        // What the channel has is kept, even if the caller has gone.
        if (fault is not null)
        {
            await KeepAsync(letter with { Reason = fault, Parts = parts }, CancellationToken.None);
        }

        return fault;
    }

    private async Task<string?> ToEndpointAsync(Chat chat, LifecycleEvent what, DeadLetter letter, CancellationToken cancellationToken)
    {
        if (await events.ReplayAsync(chat, what, cancellationToken) is not { } fault)
        {
            return null;
        }

        await KeepAsync(letter with { Reason = DeadLetter.ReasonOf(what, fault) }, cancellationToken);
        return fault;
    }

    /// <summary>Posts the text as a new entry of the chat or, if the chat has ended, of the conversation's next chat.</summary>
    private async Task<string?> ToContactCenterAsync(Chat chat, ChatEntry entry, DeadLetter letter, CancellationToken cancellationToken)
    {
        // The text may have been replayed before its files became a dead letter.
        var key = InboundMessage.ReplayId(chat.Id, entry.Index) + (letter.Files.IsEmpty ? "" : "-files");
        var result = chat.State != ChatState.Idle
            ? await intake.PostAsync(chat.Id, chat.ContactCenterId, FileText.ForAgent(chat.Id, entry, links), key, cancellationToken, files: letter.Files)
            : chat.Channel is null ? PostResult.Ended
            : await channelIntake.ReceiveAsync(InboundMessage.Again(chat, entry, key, letter.Files, links), cancellationToken);
        var fault = result switch
        {
            PostResult.Accepted or PostResult.Duplicate => null,
            PostResult.TooMany => "Too many messages wait for the contact centre.",
            PostResult.Closed => "The contact centre is closed.",
            _ => "The chat has ended, and the customer has no channel through which the relay could open a new one.",
        };
        if (fault is not null)
        {
            await KeepAsync(letter with { Reason = fault }, cancellationToken);
        }

        return fault;
    }

    private async Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        await deadLetters.AddAsync(letter with { At = time.GetUtcNow() }, cancellationToken);
        if (await store.LoadAsync(letter.ChatId, cancellationToken) is null)
        {
            // The chat was erased in the meantime.
            await deadLetters.RemoveAsync(letter, cancellationToken);
        }
    }
}
