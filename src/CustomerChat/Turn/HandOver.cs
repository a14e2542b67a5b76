using CustomerChat.Chats;
using CustomerChat.Ledger;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Turn;

/// <summary>Hands a chat over to another contact centre, in one commit: a crash before it repeats it, one after it goes on there.</summary>
internal sealed partial class HandOver(ChatLedger ledger, TimeProvider time, ILogger logger)
{
    /// <summary>The story is made of so many entries at most, the last ones.</summary>
    private const int MaxEntries = 500;

    /// <summary>A chat that was left is tried to be completed for so long.</summary>
    private static readonly TimeSpan CompleteFor = TimeSpan.FromHours(1);

    public async Task<Chat> HandOverAsync(Chat chat, IContactCenter center, CancellationToken cancellationToken)
    {
        if (!chat.IsHandOverDue(time.GetUtcNow()) || center.HandOverTo is not { } next)
        {
            return chat;
        }

        while (true)
        {
            var entries = await ledger.ReadAsync(chat.Id, [.. Enumerable.Sequence(Math.Max(1, chat.LastIndex - MaxEntries + 1), chat.LastIndex, 1)], cancellationToken);
            var through = chat.LastIndex;
            var result = await ledger.ChangeAsync(
                chat.Id,
                c =>
                {
                    var now = time.GetUtcNow();
                    if (c.LastIndex != through || !c.IsHandOverDue(now) || c.UpstreamNumber != chat.UpstreamNumber)
                    {
                        return ChatDecision.Nothing;
                    }

                    var unsent = c.Unsent;
                    var (handed, said) = c.HandOver(next, HandOverStory.Of(entries.Where(e => !unsent.Contains(e.Index))), center.HandOverText, now);
                    return new ChatChange(handed, said);
                },
                cancellationToken);
            var after = result.Chat ?? throw new ChatGoneException();
            if (after.UpstreamNumber != chat.UpstreamNumber || !after.IsHandOverDue(time.GetUtcNow()))
            {
                if (after.UpstreamNumber != chat.UpstreamNumber)
                {
                    Log.HandedOver(logger, chat.Id, next);
                }

                return after;
            }

            chat = after;
        }
    }

    /// <summary>Completes what the chat has left. What can't be done is done by a later turn.</summary>
    public async Task<Chat> CompleteLeftAsync(Chat chat, IContactCenters centers, CancellationToken cancellationToken)
    {
        foreach (var left in chat.Left)
        {
            try
            {
                if (centers.Find(left.ContactCenterId) is { } center)
                {
                    await center.CompleteAsync(left.Handle, from: null, cancellationToken);
                }
            }
            catch (ContactCenterException e) when (!e.ChatIsGone && e.Fault is not (ContactCenterFault.NotNow or ContactCenterFault.Refused))
            {
                if (time.GetUtcNow() - chat.WaitsSince < CompleteFor)
                {
                    continue;
                }
            }
            catch (ContactCenterException)
            {
                // It is over there already.
            }

            chat = await ledger.ChangeAsync(chat.Id, c => c.Forget(left), cancellationToken);
        }

        return chat;
    }

    private static partial class Log
    {
        [LoggerMessage(205, LogLevel.Information, "Chat {ChatId}: handed over to the contact centre {ContactCenterId}.")]
        public static partial void HandedOver(ILogger logger, ShortChatId chatId, string contactCenterId);
    }
}
