using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using CustomerChat.Chats;
using CustomerChat.Ledger;

namespace CustomerChat.Storage;

/// <summary>Chats in Table Storage: one partition for each chat, one entity group transaction for each commit, guarded by the head's ETag.</summary>
public sealed class ChatStore(Tables tables, ISealer sealer) : IChatStore
{
    /// <summary>
    /// The error codes with which the table service says that a commit, a row or a column is too large
    /// (https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes).
    /// </summary>
    private static readonly string[] TooLarge = ["RequestBodyTooLarge", "EntityTooLarge", "PropertyValueTooLarge", "ContentLengthExceeded"];

    public async Task<StoredChat?> LoadAsync(string chatId, CancellationToken cancellationToken)
    {
        var row = await (await tables.Chats).GetEntityIfExistsAsync<TableEntity>(chatId, TableKeys.Head, cancellationToken: cancellationToken);
        return row.HasValue && !ChatRows.IsTombstone(row.Value!) ? new StoredChat(ChatRows.Head(row.Value!, sealer), row.Value!.ETag.ToString()) : null;
    }

    public async Task<CommitResult> CommitAsync(ChatCommit commit, CancellationToken cancellationToken)
    {
        if (commit.Entries.Length > CommitRoom.MaxEntries)
        {
            throw new ArgumentException($"A commit may have at most {CommitRoom.MaxEntries} entries.", nameof(commit));
        }

        var id = Guid.NewGuid().ToString("N");
        var table = await tables.Chats;
        try
        {
            return new CommitResult.Committed(await WriteAsync(table, commit, id, sealer, cancellationToken));
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return await WasOursAsync(table, commit, id, cancellationToken)
                ?? (IsKnownKey(e, commit) ? new CommitResult.Duplicate() : new CommitResult.Conflict());
        }
        catch (RequestFailedException e) when (e.Status == 413 || TooLarge.Contains(e.ErrorCode))
        {
            return new CommitResult.TooLarge();
        }
    }

    public async Task<ImmutableArray<ChatEntry>> ReadAsync(string chatId, long from, long through, CancellationToken cancellationToken)
    {
        if (from > through)
        {
            return [];
        }

        var (first, last) = (TableKeys.Entry(from), TableKeys.Entry(through));
        var rows = (await tables.Chats).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {chatId} and RowKey ge {first} and RowKey le {last}"),
            cancellationToken: cancellationToken);
        var entries = ImmutableArray.CreateBuilder<ChatEntry>();
        await foreach (var row in rows)
        {
            entries.Add(ChatRows.Entry(row));
        }

        return entries.DrainToImmutable();
    }

    public async Task<long?> FindKeyAsync(string chatId, string key, CancellationToken cancellationToken)
    {
        var row = await (await tables.Chats).GetEntityIfExistsAsync<TableEntity>(chatId, TableKeys.Key(key), cancellationToken: cancellationToken);
        return row.HasValue ? row.Value!.GetInt64("Index") ?? 0 : null;
    }

    public async Task<long?> FindDeliveryAsync(string chatId, string providerId, CancellationToken cancellationToken)
    {
        var row = await (await tables.Chats).GetEntityIfExistsAsync<TableEntity>(
            chatId, TableKeys.Delivery(providerId), cancellationToken: cancellationToken);
        return row.HasValue ? row.Value!.GetInt64("Index") : null;
    }

    public async Task<bool> ReportAsync(
        string chatId, string providerId, DeliveryStatus status, string? error, CancellationToken cancellationToken)
    {
        if (await FindDeliveryAsync(chatId, providerId, cancellationToken) is not { } index)
        {
            return false;
        }

        var table = await tables.Chats;

        while (true)
        {
            var row = await table.GetEntityIfExistsAsync<TableEntity>(chatId, TableKeys.Entry(index), cancellationToken: cancellationToken);
            if (!row.HasValue || ChatRows.Entry(row.Value!).Receipt is not { } known || !known.Status.IsFollowedBy(status))
            {
                return row.HasValue;
            }

            try
            {
                var report = ChatRows.Receipt(chatId, known with { Status = status, Error = error });
                await table.UpdateEntityAsync(report, row.Value!.ETag, TableUpdateMode.Merge, cancellationToken);
                return true;
            }
            catch (RequestFailedException e) when (e.Status is 412 or 404)
            {
                // Another report came in between, or the chat was erased: read the row again.
            }
        }
    }

    public async Task<Tombstone?> FenceAsync(string chatId, CancellationToken cancellationToken)
    {
        var table = await tables.Chats;
        while (true)
        {
            var row = await table.GetEntityIfExistsAsync<TableEntity>(chatId, TableKeys.Head, cancellationToken: cancellationToken);
            if (!row.HasValue || ChatRows.IsTombstone(row.Value!))
            {
                return row.HasValue ? ChatRows.Tombstone(row.Value!) : null;
            }

            try
            {
                var tombstone = ChatRows.TombstoneOf(row.Value!);
                await table.UpdateEntityAsync(ChatRows.Tombstone(tombstone), row.Value!.ETag, TableUpdateMode.Replace, cancellationToken);
                return tombstone;
            }
            catch (RequestFailedException e) when (e.Status is 412 or 404)
            {
                // A commit came in between, or another process erases the chat too: read the row again.
            }
        }
    }

    public async Task<int> RemoveRowsAsync(string chatId, CancellationToken cancellationToken) =>
        await Rows.RemoveAsync(
            await tables.Chats, TableClient.CreateQueryFilter($"PartitionKey eq {chatId} and RowKey ne {TableKeys.Head}"), cancellationToken);

    public async Task RemoveTombstoneAsync(string chatId, CancellationToken cancellationToken) =>
        await (await tables.Chats).DeleteEntityAsync(chatId, TableKeys.Head, ETag.All, cancellationToken);

    public async Task<ChatCursor> GetCursorAsync(string chatId, CancellationToken cancellationToken)
    {
        var row = await (await tables.Chats).GetEntityIfExistsAsync<TableEntity>(chatId, TableKeys.Cursor, cancellationToken: cancellationToken);
        return row.HasValue ? new(row.Value!.GetInt64("Through") ?? 0, row.Value.ETag.ToString()) : default;
    }

    public async Task<bool> TryMoveCursorAsync(string chatId, ChatCursor from, long through, CancellationToken cancellationToken)
    {
        var table = await tables.Chats;
        var id = Guid.NewGuid().ToString("N");
        var row = new TableEntity(chatId, TableKeys.Cursor) { ["Through"] = through, [ChatRows.CommitColumn] = id };
        try
        {
            _ = from.Version is null
                ? await table.AddEntityAsync(row, cancellationToken)
                : await table.UpdateEntityAsync(row, new ETag(from.Version), TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            // It may have been this process's own write, which was repeated after its answer was lost.
            var now = await table.GetEntityIfExistsAsync<TableEntity>(chatId, TableKeys.Cursor, [ChatRows.CommitColumn], cancellationToken);
            return now.HasValue && now.Value!.GetString(ChatRows.CommitColumn) == id;
        }
    }

    /// <returns>The head's new version.</returns>
    private static async Task<string> WriteAsync(TableClient table, ChatCommit commit, string id, ISealer sealer, CancellationToken cancellationToken)
    {
        var head = ChatRows.Head(commit.Chat, id, sealer);
        if (commit is { Basis: { } basis, Entries.IsEmpty: true, Key: null, Receipts.IsEmpty: true })
        {
            return (await table.UpdateEntityAsync(head, new ETag(basis), TableUpdateMode.Replace, cancellationToken)).Headers.ETag.ToString()!;
        }

        // The head comes first: if another process has changed it, that is reported before any other conflict that results from it.
        TableTransactionAction first = commit.Basis is null
            ? new(TableTransactionActionType.Add, head)
            : new(TableTransactionActionType.UpdateReplace, head, new ETag(commit.Basis));
        var response = await table.SubmitTransactionAsync(
            [first, .. Keys(commit, id), .. commit.Entries.Select(e => new TableTransactionAction(TableTransactionActionType.Add, ChatRows.Entry(commit.Chat.Id, e, id))), .. Receipts(commit)],
            cancellationToken);
        return response.Value[0].Headers.ETag.ToString()!;
    }

    private static IEnumerable<TableTransactionAction> Keys(ChatCommit commit, string id) => commit.Key is not { } key ? [] :
    [
        new(TableTransactionActionType.Add, new TableEntity(commit.Chat.Id, TableKeys.Key(key))
        {
            [ChatRows.CommitColumn] = id,
            ["Index"] = commit.Entries is [var entry, ..] ? entry.Index : 0L,
        }),
    ];

    /// <summary>For each entry, the row with its last receipt. For each provider's id, a row that leads to the entry.</summary>
    private static IEnumerable<TableTransactionAction> Receipts(ChatCommit commit)
    {
        foreach (var receipt in commit.Receipts.Where(r => !r.IsOneMorePart || r.Status > DeliveryStatus.Accepted).GroupBy(r => r.Index).Select(g => g.Aggregate((a, b) => a.Status.IsFollowedBy(b.Status) ? b : a)))
        {
            yield return new(TableTransactionActionType.UpdateMerge, ChatRows.Receipt(commit.Chat.Id, receipt), ETag.All);
        }

        foreach (var receipt in commit.Receipts.Where(r => r.ProviderId is not null).DistinctBy(r => r.ProviderId))
        {
            yield return new(
                TableTransactionActionType.UpsertReplace, new TableEntity(commit.Chat.Id, TableKeys.Delivery(receipt.ProviderId!)) { ["Index"] = receipt.Index });
        }
    }

    /// <summary>
    /// A refused commit may be this process's own: the commit succeeded, its answer was lost, and the repeat was refused. The entries, the
    /// key or the new head carry the commit's id and show this.
    /// </summary>
    private static async Task<CommitResult?> WasOursAsync(TableClient table, ChatCommit commit, string id, CancellationToken cancellationToken)
    {
        var trace = commit.Entries is [var first, ..] ? TableKeys.Entry(first.Index)
            : commit.Key is { } key ? TableKeys.Key(key)
            : TableKeys.Head;
        var row = await table.GetEntityIfExistsAsync<TableEntity>(commit.Chat.Id, trace, cancellationToken: cancellationToken);
        if (!row.HasValue || row.Value!.GetString(ChatRows.CommitColumn) != id)
        {
            return null;
        }

        if (trace == TableKeys.Head)
        {
            return new CommitResult.Committed(row.Value.ETag.ToString());
        }

        // If another process has changed the head since, the commit does not know the head's version.
        var head = await table.GetEntityIfExistsAsync<TableEntity>(commit.Chat.Id, TableKeys.Head, cancellationToken: cancellationToken);
        return new CommitResult.Committed(head.HasValue && head.Value!.GetString(ChatRows.CommitColumn) == id ? head.Value.ETag.ToString() : null);
    }

    private static bool IsKnownKey(RequestFailedException e, ChatCommit commit) =>
        e.ErrorCode == TableErrorCode.EntityAlreadyExists
        && commit.Key is not null
        && e is not TableTransactionFailedException { FailedTransactionActionIndex: not (1 or null) };
}
