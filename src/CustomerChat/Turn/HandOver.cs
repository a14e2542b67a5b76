using System.Collections.Concurrent;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Files;
using CustomerChat.Ledger;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Turn;

/// <summary>Hands a chat over to another contact centre, in one commit: a crash before it repeats it, one after it goes on there.</summary>
internal sealed partial class HandOver(ChatLedger ledger, IContactCenters centers, IChannelSenders senders, IFileLinks links, TimeProvider time, ILogger logger)
{
    /// <summary>The story is made of so many entries at most, the last ones.</summary>
    private const int MaxEntries = 500;

    /// <summary>A chat that was left is tried to be completed for so long.</summary>
    private static readonly TimeSpan CompleteFor = TimeSpan.FromHours(1);

    /// <summary>So long a turn waits for it.</summary>
    private static readonly TimeSpan LeftWait = TimeSpan.FromMilliseconds(250);

    /// <summary>The chats whose former ones are being completed by this process.</summary>
    private readonly ConcurrentDictionary<string, bool> _completing = new(StringComparer.Ordinal);

    /// <summary>Hands the chat over if that is due; returns whether it was done, by this process or another.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="number">Which of its chats upstream is at the contact centre.</param>
    /// <param name="center">The contact centre that it is at.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<bool> HandOverAsync(Chat chat, int number, IContactCenter center, CancellationToken cancellationToken)
    {
        while (chat.UpstreamNumber == number && chat.IsHandOverDue(time.GetUtcNow()) && center.HandOver is { } rule)
        {
            var through = chat.LastIndex;
            var entries = through == 0 ? [] : await ledger.ReadAsync(chat.Id, [.. Enumerable.Sequence(Math.Max(1, through - MaxEntries + 1), through, 1)], cancellationToken);
            var result = await ledger.ChangeAsync(
                chat.Id,
                c =>
                {
                    var now = time.GetUtcNow();
                    if (c.LastIndex != through || !c.IsHandOverDue(now) || c.UpstreamNumber != number)
                    {
                        return ChatDecision.Nothing;
                    }

                    var unsent = c.Unsent;
                    var (handed, said) = c.HandOver(rule.To, HandOverStory.Of(entries.Where(e => !unsent.Contains(e.Index)), e => FileText.ForReader(c.Id, e, links)), rule.Text, now);
                    if (WhileClosed(handed, now) is { } text)
                    {
                        (handed, var entry) = handed.Say(text, now);
                        said = said.Add(entry);
                    }

                    return new ChatChange(handed, said);
                },
                cancellationToken);
            chat = result.Chat ?? throw new ChatGoneException();
            if (chat.UpstreamNumber != number)
            {
                Log.HandedOver(logger, chat.Id, rule.To);
            }
        }

        return chat.UpstreamNumber != number;
    }

    /// <summary>What the customer is told where the next contact centre is closed; null = nothing.</summary>
    private string? WhileClosed(Chat handed, DateTimeOffset now) =>
        handed.Channel is { } channel && centers.Find(handed.ServedBy)?.Hours is { } hours && hours.ClosedUntil(now) is { } opensAt && senders.Find(channel)?.Texts.Closed is { } text
            ? hours.Tell(text, opensAt)
            : null;

    /// <summary>Completes what the chat has left, beside its turns: a contact centre that hangs holds nothing up. What can't be done is tried again by a later turn.</summary>
    public async Task CompleteLeftAsync(Chat chat, CancellationToken cancellationToken)
    {
        if (chat.Left.IsEmpty || !_completing.TryAdd(chat.Id, true))
        {
            return;
        }

        await RunAsync().WaitAsync(LeftWait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        async Task RunAsync()
        {
            try
            {
                await TryCompleteLeftAsync(chat);
            }
            catch (Exception e)
            {
                Log.NotCompleted(logger, chat.Id, e);
            }
            finally
            {
                _completing.TryRemove(chat.Id, out _);
            }
        }
    }

    private async Task TryCompleteLeftAsync(Chat chat)
    {
        foreach (var left in chat.Left)
        {
            try
            {
                if (centers.Find(left.ContactCenterId) is { } center)
                {
                    await center.CompleteAsync(left.Handle, from: null, CancellationToken.None);
                }
            }
            catch (ContactCenterException e) when (!e.ChatIsGone && e.Fault is not (ContactCenterFault.NotNow or ContactCenterFault.Refused))
            {
                if (time.GetUtcNow() - chat.HandedOverAt < CompleteFor)
                {
                    continue;
                }
            }
            catch (ContactCenterException)
            {
                // It is over there already.
            }

            await ledger.ChangeAsync(chat.Id, c => c.Forget(left), CancellationToken.None);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(205, LogLevel.Information, "Chat {ChatId}: handed over to the contact centre {ContactCenterId}.")]
        public static partial void HandedOver(ILogger logger, ShortChatId chatId, string contactCenterId);

        [LoggerMessage(206, LogLevel.Warning, "Chat {ChatId}: not completed at the contact centre that it has left; the next turn tries again.")]
        public static partial void NotCompleted(ILogger logger, ShortChatId chatId, Exception exception);
    }
}
