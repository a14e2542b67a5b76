using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Files;
using CustomerChat.Ledger;
using CustomerChat.Turn;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerChat.Intake;

/// <summary>What customers do with chats: open, post, type, complete. The API, the channels and Direct Line all use it.</summary>
public sealed partial class ChatIntake(
    ChatWriter writer,
    ChatLedger ledger,
    IChatStore store,
    IContactCenters centers,
    IChatRuntime runtime,
    DeadLettering deadLettering,
    IFileLinks links,
    IFileStore files,
    IOptions<RelayOptions> options,
    TimeProvider time,
    ILogger<ChatIntake> logger)
{
    private readonly UpstreamSender _sender = new(ledger, deadLettering, links, files, options.Value.TellChatKeys, time);

    /// <summary>Opens a chat. The chat is stored when this returns; its first turn opens it at the contact centre.</summary>
    public Task<Chat> OpenAsync(ChatOpening opening, CancellationToken cancellationToken) =>
        OpenAsync(ChatIds.New(), opening, null, cancellationToken);

    /// <summary>Opens a chat under an id that was claimed for it. Repeating it is safe.</summary>
    /// <param name="chatId">The claimed id.</param>
    /// <param name="opening">What the chat is opened with.</param>
    /// <param name="welcome">A first text from the relay to the customer; null = none.</param>
    public async Task<Chat> OpenAsync(string chatId, ChatOpening opening, string? welcome, CancellationToken cancellationToken)
    {
        var chat = await writer.CreateAsync(chatId, opening, welcome, cancellationToken);
        await StartAsync(chat.Id);
        return chat;
    }

    /// <summary>
    /// Finds a chat of this contact centre; null = there is none, or it belongs to another contact centre. Callers can't tell these two
    /// cases apart. The chat is read again if what this process knows of it is older than <paramref name="maxAge"/>.
    /// </summary>
    public Task<Chat?> FindAsync(string chatId, string contactCenterId, TimeSpan maxAge, CancellationToken cancellationToken) =>
        writer.FindAsync(chatId, contactCenterId, maxAge, cancellationToken);

    /// <summary>
    /// Takes a text in with one commit. If nothing else waits, the same commit takes the lease to send, and the text is sent at once. The
    /// caller waits for the send no longer than the budget, and gets "kept" in any case.
    /// </summary>
    /// <param name="key">An idempotency key: a second text with the same key changes nothing.</param>
    /// <param name="cancellationToken">Ends the wait, but not the work that has begun.</param>
    /// <param name="waitForSend">False: the caller does not wait for the send at all.</param>
    /// <param name="files">Files that came with the text and are still to be fetched.</param>
    public async Task<PostResult> PostAsync(
        string chatId, string contactCenterId, string text, string? key, CancellationToken cancellationToken, bool waitForSend = true,
        ImmutableArray<FileReference> files = default) =>
        (await PostEntryAsync(chatId, contactCenterId, text, key, cancellationToken, waitForSend, files)).Result;

    /// <inheritdoc cref="PostAsync"/>
    /// <returns>
    /// The result, and the index of the text in the transcript: for a duplicate the index of the first one, 0 for a text that was not
    /// accepted.
    /// </returns>
    public async Task<(PostResult Result, long Index)> PostEntryAsync(
        string chatId, string contactCenterId, string text, string? key, CancellationToken cancellationToken, bool waitForSend = true,
        ImmutableArray<FileReference> files = default)
    {
        using var span = Telemetry.StartSpan("chat.post", chatId);
        var center = centers.Find(contactCenterId);
        var lease = center is not null && options.Value.InlineSendBudget > TimeSpan.Zero ? UpstreamSender.Lease(center) : null;
        var posted = await writer.PostAsync(chatId, contactCenterId, text, key, lease, cancellationToken, files);
        if (posted is { Chat: { } chat, Entry: { } entry })
        {
            // The text is stored now. Nothing that happens from here on may turn the answer into a failure.
            span?.SetTag("chat.entry", entry.Index);
            await RunWithinBudgetAsync(SendInlineAsync(chat, posted.Lease, center, entry, posted.WasQuiet), waitForSend);
        }

        return (posted.Result, posted.Index);
    }

    /// <summary>Tells the contact centre that the customer has started or stopped to type. This is not stored; if it gets lost, no harm is done.</summary>
    public async Task<PostResult> TypeAsync(string chatId, string contactCenterId, bool started, CancellationToken cancellationToken)
    {
        if (await FindAsync(chatId, contactCenterId, ChatLedger.AnyAge, cancellationToken) is not { } chat)
        {
            return PostResult.NotFound;
        }

        if (chat.State == ChatState.Idle)
        {
            return PostResult.Ended;
        }

        if (chat.Upstream is { } upstream && centers.Find(chat.ServedBy) is { } center)
        {
            await RunWithinBudgetAsync(SendTypingAsync(chatId, center, upstream, started));
        }

        return PostResult.Accepted;
    }

    /// <summary>Ends the chat for its customer. The contact centre still gets what was posted before, and then learns that the customer has left.</summary>
    public Task<PostResult> CompleteAsync(string chatId, string contactCenterId, CancellationToken cancellationToken) =>
        EndAsync(chatId, contactCenterId, EndReason.Customer, cancellationToken);

    /// <summary>Ends the chat, for a reason of the relay's or of the customer's.</summary>
    public async Task<PostResult> EndAsync(string chatId, string contactCenterId, EndReason reason, CancellationToken cancellationToken)
    {
        var result = await writer.EndAsync(chatId, contactCenterId, reason, key: null, cancellationToken);
        if (result == PostResult.Accepted)
        {
            await WakeAsync(chatId, urgent: true);
        }

        return result;
    }

    /// <summary>Reads the transcript from an index on; 0 or 1 reads all of it.</summary>
    /// <param name="from">The index of the first entry to read.</param>
    /// <param name="most">The most entries to read.</param>
    public async Task<ImmutableArray<ChatEntry>> ReadAsync(Chat chat, long from, CancellationToken cancellationToken, int most = int.MaxValue)
    {
        var first = Math.Max(from, 1);
        return first > chat.LastIndex ? [] : await store.ReadAsync(chat.Id, first, Math.Min(chat.LastIndex, first + most - 1), cancellationToken);
    }

    private async Task SendInlineAsync(Chat chat, ChatLease? lease, IContactCenter? center, ChatEntry entry, bool wasQuiet)
    {
        // The sends below do not use the caller's token: they are worth finishing even if the caller has gone.
        if (lease is not null && chat.HandedOverTo is not null)
        {
            center = centers.Find(chat.ServedBy);
        }

        if (lease is not null && center is not null
            && await _sender.SendAsync(chat, lease, center, [entry], lease.Until, CancellationToken.None) is { } fault)
        {
            Log.NotSentInline(logger, chat.Id, fault.Fault);
        }

        var unsent = await ledger.GetAsync(chat.Id, ChatLedger.AnyAge, CancellationToken.None) is { HasUnsent: true };
        await WakeAsync(chat.Id, urgent: unsent || wasQuiet);
    }

    private async Task SendTypingAsync(string chatId, IContactCenter center, UpstreamHandle upstream, bool started)
    {
        try
        {
            await center.SendTypingAsync(upstream, started, CancellationToken.None);
        }
        catch (ContactCenterException e)
        {
            Log.TypingNotSent(logger, chatId, e.Fault);
        }
    }

    /// <summary>Waits for work until the budget is spent. The work then goes on by itself.</summary>
    private async Task RunWithinBudgetAsync(Task work, bool wait = true)
    {
        var watched = WatchAsync(work);
        if (wait && !watched.IsCompleted)
        {
            using var spent = new CancellationTokenSource();
            await Task.WhenAny(watched, Task.Delay(options.Value.InlineSendBudget, time, spent.Token));
            await spent.CancelAsync();
        }
    }

    private async Task WatchAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception e)
        {
            Log.InlineFailed(logger, e);
        }
    }

    /// <summary>Asks the engine to start a chat's turns. The chat is stored, so this is done also if the caller has gone.</summary>
    internal async Task StartAsync(string chatId)
    {
        try
        {
            await runtime.StartAsync(chatId, CancellationToken.None);
        }
        catch (Exception e)
        {
            // The chat is stored and in the index: the watchdog starts it.
            Log.NotStarted(logger, chatId, e);
        }
    }

    /// <summary>Asks the engine for a turn soon.</summary>
    internal async Task WakeAsync(string chatId, bool urgent)
    {
        try
        {
            await runtime.WakeAsync(chatId, urgent, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.NotWoken(logger, chatId, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(100, LogLevel.Debug, "Chat {ChatId}: the text was not sent at once ({Fault}); the next turn sends it.")]
        public static partial void NotSentInline(ILogger logger, ShortChatId chatId, ContactCenterFault fault);

        [LoggerMessage(101, LogLevel.Debug, "Chat {ChatId}: typing not passed on ({Fault}).")]
        public static partial void TypingNotSent(ILogger logger, ShortChatId chatId, ContactCenterFault fault);

        [LoggerMessage(102, LogLevel.Warning, "A text was not sent at once; the next turn sends it.")]
        public static partial void InlineFailed(ILogger logger, Exception exception);

        [LoggerMessage(103, LogLevel.Warning, "Chat {ChatId}: could not be started. A later check of the open chats starts it.")]
        public static partial void NotStarted(ILogger logger, ShortChatId chatId, Exception exception);

        [LoggerMessage(104, LogLevel.Warning, "Chat {ChatId}: the wake-up failed; its next turn runs as scheduled.")]
        public static partial void NotWoken(ILogger logger, ShortChatId chatId, Exception exception);
    }
}
