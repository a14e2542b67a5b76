using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Files;
using CustomerChat.Ledger;
using CustomerChat.Turn;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerChat.Intake;

/// <summary>What customers do with chats: open, post, type, complete. Used by every way in: the API, channels, Direct Line.</summary>
public sealed partial class ChatIntake(
    ChatWriter writer,
    ChatLedger ledger,
    IChatStore store,
    IContactCenters centers,
    IChatRuntime runtime,
    Burial burial,
    IFileLinks links,
    IFileStore files,
    IOptions<RelayOptions> options,
    TimeProvider time,
    ILogger<ChatIntake> logger)
{
    private readonly Sender _sender = new(ledger, burial, links, files, options.Value.TellChatKeys, time);

    /// <summary>Opens a chat. It is kept when this returns; the contact centre is told by the first turn.</summary>
    public Task<Chat> OpenAsync(ChatOpening opening, CancellationToken cancellationToken) =>
        OpenAsync(ChatIds.New(), opening, null, cancellationToken);

    /// <summary>Opens a chat under an id that was claimed for it. Repeating it is safe.</summary>
    /// <param name="chatId">The id.</param>
    /// <param name="opening">What the customer gives.</param>
    /// <param name="welcome">A first word of the relay; null = none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Chat> OpenAsync(string chatId, ChatOpening opening, string? welcome, CancellationToken cancellationToken)
    {
        var chat = await writer.CreateAsync(chatId, opening, welcome, cancellationToken);
        await StartAsync(chat.Id, cancellationToken);
        return chat;
    }

    /// <summary>
    /// A chat of this contact centre; null when there is none, and not told apart when it is another's. Read again when what
    /// is known of it is older than <paramref name="maxAge"/>.
    /// </summary>
    public Task<Chat?> FindAsync(string chatId, string contactCenterId, TimeSpan maxAge, CancellationToken cancellationToken) =>
        writer.FindAsync(chatId, contactCenterId, maxAge, cancellationToken);

    /// <summary>
    /// Takes a text in: one commit. Where nothing else waits, the right to send it is taken in the same commit and it is sent at
    /// once; the answer waits for that no longer than the budget, and says "kept" in any case.
    /// </summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="contactCenterId">Its contact centre.</param>
    /// <param name="text">The text.</param>
    /// <param name="key">An idempotency key: a second text with it changes nothing.</param>
    /// <param name="cancellationToken">Ends the wait, not what was begun.</param>
    /// <param name="waitForSend">False: the send goes on by itself, and is not waited for at all.</param>
    /// <param name="files">Files that came with it, to be fetched.</param>
    public async Task<PostResult> PostAsync(
        string chatId, string contactCenterId, string text, string? key, CancellationToken cancellationToken, bool waitForSend = true,
        ImmutableArray<FileReference> files = default) =>
        (await PostEntryAsync(chatId, contactCenterId, text, key, cancellationToken, waitForSend, files)).Result;

    /// <inheritdoc cref="PostAsync"/>
    /// <returns>What came of it, and where the text is in the transcript: also that of a duplicate, 0 of what was not taken.</returns>
    public async Task<(PostResult Result, long Index)> PostEntryAsync(
        string chatId, string contactCenterId, string text, string? key, CancellationToken cancellationToken, bool waitForSend = true,
        ImmutableArray<FileReference> files = default)
    {
        using var span = Telemetry.StartSpan("chat.post", chatId);
        var center = centers.Find(contactCenterId);
        var lease = center is not null && options.Value.InlineSendBudget > TimeSpan.Zero ? Sender.Lease(center) : null;
        var posted = await writer.PostAsync(chatId, contactCenterId, text, key, lease, cancellationToken, files);
        if (posted is { Chat: { } chat, Entry: { } entry })
        {
            // From here on the text is kept: nothing that happens now may turn the answer into a failure.
            span?.SetTag("chat.entry", entry.Index);
            await RunWithinBudgetAsync(SendInlineAsync(chat, posted.Lease, center, entry, posted.WasQuiet), waitForSend);
        }

        return (posted.Result, posted.Index);
    }

    /// <summary>Tells the contact centre that the customer types or has stopped. Not kept; if it gets lost, nothing is lost.</summary>
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

    /// <summary>Ends the chat for its customer. What was posted before still reaches the contact centre, and then that it is over.</summary>
    public Task<PostResult> CompleteAsync(string chatId, string contactCenterId, CancellationToken cancellationToken) =>
        EndAsync(chatId, contactCenterId, EndReason.Customer, cancellationToken);

    /// <summary>Ends the chat for a reason of ours or the customer's.</summary>
    public async Task<PostResult> EndAsync(string chatId, string contactCenterId, EndReason reason, CancellationToken cancellationToken)
    {
        var result = await writer.EndAsync(chatId, contactCenterId, reason, key: null, cancellationToken);
        if (result == PostResult.Accepted)
        {
            await WakeAsync(chatId, urgent: true);
        }

        return result;
    }

    /// <summary>The transcript from an index on; from 0 or 1 it is all of it.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="from">The first index.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <param name="most">The most entries.</param>
    public async Task<ImmutableArray<ChatEntry>> ReadAsync(Chat chat, long from, CancellationToken cancellationToken, int most = int.MaxValue)
    {
        var first = Math.Max(from, 1);
        return first > chat.LastIndex ? [] : await store.ReadAsync(chat.Id, first, Math.Min(chat.LastIndex, first + most - 1), cancellationToken);
    }

    private async Task SendInlineAsync(Chat chat, ChatLease? lease, IContactCenter? center, ChatEntry entry, bool wasQuiet)
    {
        // Not the caller's token: the request is worth finishing when the caller has gone.
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

    /// <summary>Waits for work that goes on by itself when the budget is spent.</summary>
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

    /// <summary>Has the engine begin with a chat's turns.</summary>
    internal async Task StartAsync(string chatId, CancellationToken cancellationToken)
    {
        try
        {
            await runtime.StartAsync(chatId, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The chat is kept and in the index: the watchdog starts it.
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
        [LoggerMessage(100, LogLevel.Debug, "Chat {ChatId}: not sent inline ({Fault}); the next turn goes on.")]
        public static partial void NotSentInline(ILogger logger, ShortChatId chatId, ContactCenterFault fault);

        [LoggerMessage(101, LogLevel.Debug, "Chat {ChatId}: typing not passed on ({Fault}).")]
        public static partial void TypingNotSent(ILogger logger, ShortChatId chatId, ContactCenterFault fault);

        [LoggerMessage(102, LogLevel.Warning, "An inline send failed; the next turn goes on.")]
        public static partial void InlineFailed(ILogger logger, Exception exception);

        [LoggerMessage(103, LogLevel.Warning, "Chat {ChatId}: not started; the watchdog will.")]
        public static partial void NotStarted(ILogger logger, ShortChatId chatId, Exception exception);

        [LoggerMessage(104, LogLevel.Warning, "Chat {ChatId}: not woken; its next turn comes all the same.")]
        public static partial void NotWoken(ILogger logger, ShortChatId chatId, Exception exception);
    }
}
