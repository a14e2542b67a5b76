using System.Collections.Concurrent;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Files;
using CustomerChat.Ledger;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Turn;

/// <summary>
/// Hands a chat over to another contact centre with one commit. After a crash before the commit, the hand-over is repeated; after a crash
/// later on, the chat goes on at the next contact centre.
/// </summary>
internal sealed partial class HandOver(ChatLedger ledger, IContactCenters centers, IChannelSenders senders, IFileLinks links, TimeProvider time, ILogger logger)
{
    /// <summary>The most entries from which the story is made. They are the last ones.</summary>
    private const int MaxEntries = 500;

    /// <summary>For how long the relay tries to complete a chat at the contact centre that it left.</summary>
    private static readonly TimeSpan CompleteFor = TimeSpan.FromHours(1);

    /// <summary>How long a turn waits for such a completion.</summary>
    private static readonly TimeSpan LeftWait = TimeSpan.FromMilliseconds(250);

    /// <summary>The chats that this process is completing at the contact centres that they left.</summary>
    private readonly ConcurrentDictionary<string, bool> _completing = new(StringComparer.Ordinal);

    /// <summary>Hands the chat over, if that is due. Returns whether it was handed over, by this process or by another.</summary>
    /// <param name="number">Which of the chat's upstream chats is at the contact centre.</param>
    /// <param name="center">The contact centre that serves the chat now.</param>
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
                        (handed, var entry) = handed.SayToCustomer(text, now);
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

    /// <summary>What the customer is told if the next contact centre is closed; null = nothing.</summary>
    private string? WhileClosed(Chat handed, DateTimeOffset now) =>
        handed.Channel is { } channel && centers.Find(handed.ServedBy)?.Hours is { } hours && hours.ClosedUntil(now) is { } opensAt && senders.Find(channel)?.Texts.Closed is { } text
            ? hours.FillIn(text, opensAt)
            : null;

    /// <summary>
    /// Completes the chat at the contact centres that it left. It works beside the chat's turns, so that a contact centre that hangs delays
    /// nothing. If it fails, a later turn retries it.
    /// </summary>
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
                // The chat is already over at that contact centre.
            }

            await ledger.ChangeAsync(chat.Id, c => c.Forget(left), CancellationToken.None);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(205, LogLevel.Information, "Chat {ChatId}: handed over to the contact centre {ContactCenterId}.")]
        public static partial void HandedOver(ILogger logger, ShortChatId chatId, string contactCenterId);

        [LoggerMessage(206, LogLevel.Warning, "Chat {ChatId}: could not be completed at its former contact centre; the next turn tries again.")]
        public static partial void NotCompleted(ILogger logger, ShortChatId chatId, Exception exception);
    }
}
