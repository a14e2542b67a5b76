using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using CustomerChat.Chats;
using CustomerChat.Ledger;

namespace CustomerChat.Storage;

/// <summary>Chats in Table Storage: a partition a chat, an entity group transaction a commit, guarded by the head's ETag.</summary>
public sealed class ChatStore(Tables tables) : IChatStore
{
    /// <summary>A version that no row has, in the form that the service takes: a commit on top of it is a conflict.</summary>
    internal const string NoVersion = "W/\"datetime'1601-01-01T00%3A00%3A00.0000000Z'\"";

    public async Task<StoredChat?> LoadAsync(string chatId, CancellationToken cancellationToken)
    {
        var row = await (await tables.Chats).GetEntityIfExistsAsync<TableEntity>(chatId, TableKeys.Head, cancellationToken: cancellationToken);
        return row.HasValue ? new StoredChat(ChatRows.Head(row.Value!), row.Value!.ETag.ToString()) : null;
    }

    public async Task<CommitResult> CommitAsync(ChatCommit commit, CancellationToken cancellationToken)
    {
        if (commit.Entries.Length > IChatStore.MaxEntries)
        {
            throw new ArgumentException($"A commit takes {IChatStore.MaxEntries} entries at most.", nameof(commit));
        }

        var id = Guid.NewGuid().ToString("N");
        var head = ChatRows.Head(commit.Chat, id);
        var table = await tables.Chats;
        if (commit is { Basis: { } basis, Entries.IsEmpty: true, Key: null, Receipt: null })
        {
            return await UpdateHeadAsync(table, head, basis, cancellationToken);
        }

        // The head comes first: a change by somebody else is told before anything that follows from it.
        var actions = new List<TableTransactionAction>(commit.Entries.Length + 2)
        {
            commit.Basis is null ? new(TableTransactionActionType.Add, head)
                : new(TableTransactionActionType.UpdateReplace, head, new ETag(commit.Basis)),
        };
        if (commit.Key is not null)
        {
            actions.Add(new(TableTransactionActionType.Add, new TableEntity(commit.Chat.Id, TableKeys.Key(commit.Key))
            {
                [ChatRows.CommitColumn] = id,
                ["Index"] = commit.Entries is [var entry, ..] ? entry.Index : 0L,
            }));
        }

        actions.AddRange(commit.Entries.Select(e => new TableTransactionAction(TableTransactionActionType.Add, ChatRows.Entry(commit.Chat.Id, e, id))));
        if (commit.Receipt is { } receipt)
        {
            actions.Add(new(TableTransactionActionType.UpdateMerge, ChatRows.Receipt(commit.Chat.Id, receipt), ETag.All));
            if (receipt.ProviderId is { } providerId)
            {
                actions.Add(new(TableTransactionActionType.UpsertReplace, new TableEntity(commit.Chat.Id, TableKeys.Delivery(providerId)) { ["Index"] = receipt.Index }));
            }
        }

        try
        {
            var response = await table.SubmitTransactionAsync(actions, cancellationToken);
            return new CommitResult.Committed(response.Value[0].Headers.ETag.ToString()!);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return await WasOursAsync(table, commit, id, cancellationToken)
                ?? (IsKnownKey(e, commit) ? new CommitResult.Duplicate() : new CommitResult.Conflict());
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
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // Another report came in between: look again.
            }
        }
    }

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
            // It may have been our own write, repeated after its answer was lost.
            var now = await table.GetEntityIfExistsAsync<TableEntity>(chatId, TableKeys.Cursor, [ChatRows.CommitColumn], cancellationToken);
            return now.HasValue && now.Value!.GetString(ChatRows.CommitColumn) == id;
        }
    }

    private static async Task<CommitResult> UpdateHeadAsync(TableClient table, TableEntity head, string basis, CancellationToken cancellationToken)
    {
        try
        {
            var response = await table.UpdateEntityAsync(head, new ETag(basis), TableUpdateMode.Replace, cancellationToken);
            return new CommitResult.Committed(response.Headers.ETag.ToString()!);
        }
        catch (RequestFailedException e) when (e.Status is 412 or 404)
        {
            // Watermarks alone: whether it was our own write or another's, deciding again is right.
            return new CommitResult.Conflict();
        }
    }

    /// <summary>
    /// A refusal may be the echo of our own commit: it went in, its answer was lost, and the repeat found it done. The
    /// entries, the key or the new head carry the commit's id, so they tell.
    /// </summary>
    private static async Task<CommitResult?> WasOursAsync(TableClient table, ChatCommit commit, string id, CancellationToken cancellationToken)
    {
        var trace = commit.Entries is [var first, ..] ? TableKeys.Entry(first.Index)
            : commit.Key is { } key ? TableKeys.Key(key)
            : TableKeys.Head;
        var row = await table.GetEntityIfExistsAsync<TableEntity>(commit.Chat.Id, trace, [ChatRows.CommitColumn], cancellationToken);
        if (!row.HasValue || row.Value!.GetString(ChatRows.CommitColumn) != id)
        {
            return null;
        }

        var head = await table.GetEntityAsync<TableEntity>(commit.Chat.Id, TableKeys.Head, cancellationToken: cancellationToken);

        // Somebody may have changed the head since: then the version named here is refused at the next commit, which is right.
        return new CommitResult.Committed(head.Value.GetString(ChatRows.CommitColumn) == id ? head.Value.ETag.ToString() : commit.Basis ?? NoVersion);
    }

    private static bool IsKnownKey(RequestFailedException e, ChatCommit commit) =>
        e.ErrorCode == TableErrorCode.EntityAlreadyExists
        && commit.Key is not null
        && e is not TableTransactionFailedException { FailedTransactionActionIndex: not (1 or null) };
}
