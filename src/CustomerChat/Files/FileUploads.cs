using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Intake;
using CustomerChat.Ledger;

namespace CustomerChat.Files;

/// <summary>Takes in what a customer uploads. The text and its files are one commit, so that they arrive together, once and in order.</summary>
public sealed class FileUploads(ChatLedger ledger, ChatIntake intake, IChatStore store, IFileStore files, TimeProvider time)
{
    /// <summary>Posts a text and files that are already stored. If the post fails, the files are removed.</summary>
    /// <param name="text">The text that came with the files; null = none.</param>
    /// <param name="key">An idempotency key: a second upload with the same key changes nothing.</param>
    /// <param name="kept">The files, with the client's word for each kind.</param>
    /// <param name="maxPerDay">The most bytes of files in one chat on one day.</param>
    /// <returns>The result, and the index of the upload's first entry. TooMany is also returned if the files are too much for one day.</returns>
    public async Task<(PostResult Result, long Index)> PostAsync(
        string chatId, string? text, string? key, ImmutableArray<(string Kind, ChatFile File)> kept, long maxPerDay, CancellationToken cancellationToken)
    {
        var entries = ImmutableArray<ChatEntry>.Empty;
        var result = await ledger.ChangeAsync(
            chatId,
            chat =>
            {
                var now = time.GetUtcNow();
                if (chat.State == ChatState.Idle || chat.FileBytesOn(now) + kept.Sum(f => f.File.Size) > maxPerDay || chat.Unechoed.Length + kept.Length >= Chat.MaxUnechoed)
                {
                    return ChatDecision.No(chat.State == ChatState.Idle ? Refusal.Ended : Refusal.TooMany, key);
                }

                entries = [];
                if (text is not null)
                {
                    (chat, var said) = chat.Post(text, now, key);
                    entries = [said];
                }

                foreach (var (kind, file) in kept)
                {
                    // The client recognises its message by the id of its first entry.
                    (chat, var entry) = chat.Bring(kind, file, now, entries.IsEmpty ? key : null);
                    entries = entries.Add(entry);
                }

                return new ChatChange(chat, entries) { Key = key };
            },
            cancellationToken);
        if (result.Outcome != ChangeOutcome.Committed)
        {
            await ForgetAsync(chatId, kept);
        }

        switch (result.Outcome)
        {
            case ChangeOutcome.Committed:
                await intake.WakeAsync(chatId, urgent: true);
                return (PostResult.Accepted, entries[0].Index);
            case ChangeOutcome.Duplicate:
                return (PostResult.Duplicate, await store.FindKeyAsync(chatId, key!, cancellationToken) ?? 0);
            case ChangeOutcome.Refused:
                return (result.Refusal == Refusal.Ended ? PostResult.Ended : PostResult.TooMany, 0);
            default:
                return (PostResult.NotFound, 0);
        }
    }

    /// <summary>Removes the files of an upload that failed.</summary>
    public async Task ForgetAsync(string chatId, ImmutableArray<(string Kind, ChatFile File)> kept)
    {
        foreach (var (_, file) in kept)
        {
            await files.RemoveAsync(chatId, file.Part, CancellationToken.None);
        }
    }
}
