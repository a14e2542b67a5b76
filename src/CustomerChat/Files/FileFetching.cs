using System.Collections.Concurrent;
using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Ledger;
using CustomerChat.Turn;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerChat.Files;

/// <summary>
/// Fetches customers' files from the providers of their channels. It works beside the turns: no poll waits for a file. A file stays in the
/// chat's head until it is fetched, refused or given up, so that it is fetched after a crash. The commit that removes it from the head adds
/// its entry, so that the chat has it only once. Each try stores the file in its own place: two processes that fetch the same file do no
/// harm.
/// </summary>
public sealed partial class FileFetching(
    ChatLedger ledger, FileKeeper keeper, IFileStore store, IChannelSenders senders, DeadLettering deadLettering, IChatRuntime runtime, IOptions<ChatFileOptions> options, TimeProvider time,
    ILogger<FileFetching> logger) : IAsyncDisposable
{
    /// <summary>The waits within one try, if the provider does not have the file yet.</summary>
    private static readonly ImmutableArray<TimeSpan> Soon = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    /// <summary>The waits after failed tries. When they are used up, the file is given up.</summary>
    private static readonly ImmutableArray<TimeSpan> Later =
        [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(45)];

    private readonly SemaphoreSlim _slots = new(options.Value.Fetches);
    private readonly ConcurrentDictionary<string, Task> _underWay = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Starts to fetch the files that are due, and does not wait for them.</summary>
    public void Start(Chat chat)
    {
        if (chat.NextFile(time.GetUtcNow()) is not null && new TaskCompletionSource() is var done && _underWay.TryAdd(chat.Id, done.Task))
        {
            _ = RunAsync(chat.Id, done);
        }
    }

    /// <summary>Nobody can get the pending files of an ended chat any more: their messages become dead letters.</summary>
    public async Task<Chat> GiveUpAsync(Chat chat, CancellationToken cancellationToken) =>
        chat.PendingFiles.IsEmpty || chat.State != ChatState.Idle || chat.HasUnsent || chat.CompletePending
            ? chat
            : await deadLettering.StoreAsync(
                chat.Id, [.. chat.PendingFiles.Select(f => f.Index).Distinct().Select(i => deadLettering.UpWithFiles(chat, i, "The chat had ended before its file was fetched."))], [],
                c => c with { PendingFiles = [] }, null, cancellationToken);

    /// <summary>Completes when this process fetches no files.</summary>
    internal Task SettleAsync() => Task.WhenAll(_underWay.Values);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await SettleAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _slots.Dispose();
    }

    private async Task RunAsync(string chatId, TaskCompletionSource done)
    {
        // From here on, the work goes on by itself, and the turn goes on too.
        await Task.Yield();
        try
        {
            while (await NextAsync(chatId) is { } next)
            {
                await FetchAsync(next.Chat, next.File);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChatGoneException)
        {
            // The process stops, or the chat was erased.
        }
        catch (Exception e)
        {
            // The cause is usually the storage. The next turn starts again.
            Log.Failed(logger, chatId, e);
        }
        finally
        {
            _underWay.TryRemove(chatId, out _);
            done.SetResult();
        }
    }

    private async Task<(Chat Chat, PendingFile File)?> NextAsync(string chatId)
    {
        var chat = await ledger.KnownAsync(chatId, _stop.Token);
        return chat.NextFile(time.GetUtcNow()) is { } file ? (chat, file) : null;
    }

    private async Task FetchAsync(Chat chat, PendingFile file)
    {
        var source = senders.Find(chat.Channel!) as IFileSource;
        var policy = keeper.Policy(source?.FileTypes);
        var outcome = Refuse(chat, file, policy) is { } refusal ? new FileOutcome.Refused(refusal)
            : source is null ? new FileOutcome.Refused("the channel account is no longer configured")
            : await TryAsync(chat.Id, file, source, policy);
        using var span = Telemetry.StartSpan("chat.file", chat.Id)?.SetTag("chat.entry", file.Index).SetTag("result", outcome.GetType().Name);
        Telemetry.Files.Add(1, new("channel", chat.Channel!.Channel), new("result", outcome.GetType().Name));
        switch (outcome)
        {
            case FileOutcome.Taken taken:
                await BringAsync(chat.Id, file, taken.File, policy);
                break;
            case FileOutcome.NotNow later when file.Attempts < Later.Length:
                await PutOffAsync(chat.Id, file, later.Reason);
                break;
            case FileOutcome.NotNow later:
                await DropAsync(chat.Id, file, later.Reason);
                break;
            case FileOutcome.Refused refused:
                await DropAsync(chat.Id, file, refused.Reason);
                break;
        }

        // The ledger does not know a chat any more that was erased: nothing may start it.
        await (ledger.Knows(chat.Id) ? runtime.WakeAsync(chat.Id, urgent: true, _stop.Token) : Task.CompletedTask);
    }

    /// <summary>Why a file is refused, as far as that is known without a request; null = it is not refused.</summary>
    private string? Refuse(Chat chat, PendingFile file, FilePolicy policy) =>
        !keeper.IsOn ? "files are not accepted here"
        : file.Number >= policy.MaxPerMessage ? $"a message may have at most {policy.MaxPerMessage} files"
        : policy.RefuseSize(file.Reference.Size) ?? RefuseDay(chat, file.Reference.Size ?? 1, policy);

    private string? RefuseDay(Chat chat, long size, FilePolicy policy) =>
        chat.FileBytesOn(time.GetUtcNow()) + size > policy.MaxPerDay ? $"more than {FileNames.Size(policy.MaxPerDay)} were sent today" : null;

    private async Task<FileOutcome> TryAsync(string chatId, PendingFile file, IFileSource source, FilePolicy policy)
    {
        foreach (var wait in Soon.Append(TimeSpan.Zero))
        {
            if (await OnceAsync(chatId, file, source, policy) is { } outcome)
            {
                return outcome;
            }

            await Task.Delay(wait, time, _stop.Token);
        }

        return new FileOutcome.NotNow("the channel's provider does not have it");
    }

    /// <summary>Tries once to fetch a file. Null: the provider does not have it yet.</summary>
    private async Task<FileOutcome?> OnceAsync(string chatId, PendingFile file, IFileSource source, FilePolicy policy)
    {
        await _slots.WaitAsync(_stop.Token);
        try
        {
            switch (await source.OpenAsync(file.Reference, _stop.Token))
            {
                case FileSourceResult.Missing:
                    return null;
                case FileSourceResult.NotNow later:
                    return new FileOutcome.NotNow(later.Reason);
                case FileSourceResult.Refused refused:
                    return new FileOutcome.Refused(refused.Reason);
                case FileSourceResult.Opened opened:
                    await using (opened.Content)
                    {
                        return policy.RefuseSize(opened.Length) is { } reason ? new FileOutcome.Refused(reason) : await KeepAsync(chatId, file, opened, policy);
                    }

                default:
                    throw new InvalidOperationException();
            }
        }
        catch (TimeoutException)
        {
            return new FileOutcome.NotNow("the download is too slow");
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            Log.Broke(logger, chatId, file.Index, e);
            return new FileOutcome.NotNow("the download was incomplete");
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<FileOutcome> KeepAsync(string chatId, PendingFile file, FileSourceResult.Opened opened, FilePolicy policy)
    {
        var given = file.Reference with { Name = file.Reference.Name ?? opened.Name, Type = file.Reference.Type ?? opened.Type };
        await using var content = new PacedStream(opened.Content, time);
        var part = file.NewPart();
        var outcome = await keeper.TakeAsync(chatId, part, content, given, policy, _stop.Token);
        if (outcome is FileOutcome.Taken taken && !IsWhatWasSent(taken.File, given.Sha256))
        {
            await store.RemoveAsync(chatId, part, _stop.Token);
            return new FileOutcome.NotNow("it arrived damaged");
        }

        return outcome;
    }

    /// <summary>Whether the file has the expected hash. Providers give the hash in hex or in base64.</summary>
    private static bool IsWhatWasSent(ChatFile file, string? expected) => expected is null
        || string.Equals(file.Sha256, expected, StringComparison.OrdinalIgnoreCase)
        || string.Equals(Convert.ToBase64String(Convert.FromHexString(file.Sha256)), expected, StringComparison.Ordinal);

    private async Task BringAsync(string chatId, PendingFile file, ChatFile kept, FilePolicy policy)
    {
        string? refusal = null;
        var result = await ledger.ChangeAsync(
            chatId,
            c =>
            {
                refusal = null;
                if (c.State == ChatState.Idle || !c.Awaits(file))
                {
                    return ChatDecision.Nothing;
                }

                if ((refusal = RefuseDay(c, kept.Size, policy)) is not null)
                {
                    return ChatDecision.Nothing;
                }

                var (chat, entry) = c.Drop(file).Bring(file.Reference.Kind, kept, time.GetUtcNow());
                return new ChatChange(chat, [entry]);
            },
            _stop.Token);
        if (result.Outcome == ChangeOutcome.Committed)
        {
            Log.Here(logger, chatId, file.Index, kept.Size);
        }
        else
        {
            // The chat was erased or has ended, the file is too much for today, or another process has added its own copy.
            await store.RemoveAsync(chatId, kept.Part, CancellationToken.None);
        }

        await (refusal is null ? Task.CompletedTask : DropAsync(chatId, file, refusal));
    }

    /// <summary>The fetch is retried by the schedule. The agent is told only the first time.</summary>
    private async Task PutOffAsync(string chatId, PendingFile file, string reason)
    {
        var after = time.GetUtcNow() + Later[file.Attempts];
        await ledger.ChangeAsync(
            chatId,
            c => c.State == ChatState.Idle || !c.PendingFiles.Contains(file) ? ChatDecision.Nothing
                : file.Attempts > 0 ? new ChatChange(c.PutOff(file, after))
                : c.PutOff(file, after).SayToAgent(FileText.NotYet(file.Reference, reason), time.GetUtcNow()) is var (chat, told) ? new ChatChange(chat, [told])
                : ChatDecision.Nothing,
            _stop.Token);
        Log.NotYet(logger, chatId, file.Index, reason);
    }

    /// <summary>The file will not come: the agent and the customer are told.</summary>
    private async Task DropAsync(string chatId, PendingFile file, string reason)
    {
        await ledger.ChangeAsync(
            chatId,
            c =>
            {
                if (c.State == ChatState.Idle || !c.Awaits(file))
                {
                    return ChatDecision.Nothing;
                }

                var (chat, toAgent) = c.Drop(file).SayToAgent(FileText.NotTaken(file.Reference, reason), time.GetUtcNow());
                if (senders.Find(c.Channel!)?.Texts.FileNotTaken is not { } template)
                {
                    return new ChatChange(chat, [toAgent]);
                }

                (chat, var toCustomer) = chat.SayToCustomer(FileText.ToCustomer(template, reason), time.GetUtcNow());
                return new ChatChange(chat, [toAgent, toCustomer]);
            },
            _stop.Token);
        Log.NotTaken(logger, chatId, file.Index, reason);
    }

    private static partial class Log
    {
        [LoggerMessage(720, LogLevel.Debug, "Chat {ChatId}, entry {Index}: a file of {Size} bytes was fetched.")]
        public static partial void Here(ILogger logger, ShortChatId chatId, long index, long size);

        [LoggerMessage(721, LogLevel.Warning, "Chat {ChatId}, entry {Index}: a file could not be fetched yet; it will be tried again ({Reason}).")]
        public static partial void NotYet(ILogger logger, ShortChatId chatId, long index, string reason);

        [LoggerMessage(722, LogLevel.Information, "Chat {ChatId}, entry {Index}: a file was refused or given up ({Reason}).")]
        public static partial void NotTaken(ILogger logger, ShortChatId chatId, long index, string reason);

        [LoggerMessage(723, LogLevel.Debug, "Chat {ChatId}, entry {Index}: the download of a file was interrupted.")]
        public static partial void Broke(ILogger logger, ShortChatId chatId, long index, Exception exception);

        [LoggerMessage(724, LogLevel.Warning, "Chat {ChatId}: fetching files failed; the next turn tries again.")]
        public static partial void Failed(ILogger logger, ShortChatId chatId, Exception exception);
    }
}
