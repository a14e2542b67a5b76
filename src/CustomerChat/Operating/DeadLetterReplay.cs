using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Intake;
using CustomerChat.Ledger;

namespace CustomerChat.Operating;

/// <summary>Tries dead letters once more, when an operator asks for it.</summary>
public sealed class DeadLetterReplay(
    IDeadLetters deadLetters,
    IChatStore store,
    ChatIntake intake,
    ChannelIntake channelIntake,
    ChannelDelivery delivery,
    IChannelSwitch channelSwitch,
    TimeProvider time)
{
    public async Task<ReplayResult> ReplayAsync(string id, CancellationToken cancellationToken)
    {
        if (await deadLetters.FindAsync(id, cancellationToken) is not { } letter)
        {
            return new ReplayResult(Found: false, Done: false, null);
        }

        var entries = await store.ReadAsync(letter.ChatId, letter.Index, letter.Index, cancellationToken);
        var chat = (await store.LoadAsync(letter.ChatId, cancellationToken))?.Chat;
        var fault = chat is null || entries.IsEmpty ? "Its chat was removed."
            : letter.ToContactCenter ? await ToContactCenterAsync(chat, entries[0], cancellationToken)
            : await ToChannelAsync(chat, entries[0], cancellationToken);
        if (fault is null)
        {
            await deadLetters.RemoveAsync(letter, cancellationToken);
            return new ReplayResult(Found: true, Done: true, null);
        }

        await deadLetters.AddAsync(letter with { Reason = fault, At = time.GetUtcNow() }, cancellationToken);
        return new ReplayResult(Found: true, Done: false, fault);
    }

    private async Task<string?> ToChannelAsync(Chat chat, ChatEntry entry, CancellationToken cancellationToken)
    {
        if (chat.Channel is { } channel)
        {
            await channelSwitch.SetAsync(channel.Channel, channel.Account, off: false, cancellationToken);
        }

        return await delivery.ReplayAsync(chat, entry, cancellationToken) switch
        {
            DeliveryResult.Accepted => null,
            DeliveryResult.RetryLater later => later.Reason,
            DeliveryResult.AccountFault fault => fault.Reason,
            DeliveryResult.Refused refused => refused.Reason,
            _ => null,
        };
    }

    /// <summary>As a new entry of the chat, or of the conversation's next chat when it has ended.</summary>
    private async Task<string?> ToContactCenterAsync(Chat chat, ChatEntry entry, CancellationToken cancellationToken)
    {
        var key = $"replay-{chat.Id}-{entry.Index}";
        var result = chat.State != ChatState.Idle
            ? await intake.PostAsync(chat.Id, chat.ContactCenterId, entry.Text!, key, cancellationToken)
            : chat.Channel is null ? PostResult.Ended
            : await channelIntake.ReceiveAsync(InboundMessage.Again(chat, entry, key), cancellationToken);
        return result switch
        {
            PostResult.Accepted or PostResult.Duplicate => null,
            PostResult.TooMany => "Too much waits for the contact centre.",
            _ => "The chat has ended, and its customer has no channel by which a new one could be opened.",
        };
    }
}
