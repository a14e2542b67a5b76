using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Events;
using CustomerChat.Files;

namespace CustomerChat.Storage;

/// <summary>Dead letters, one for each entry and <see cref="DeadLetter.Kind"/>.</summary>
public sealed class DeadLetterTable(Tables tables) : IDeadLetters
{
    public async Task AddAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var row = new TableEntity(TableKeys.DeadLetterPartition, TableKeys.DeadLetter(letter.ChatId, letter.Index, letter.Kind))
        {
            [nameof(DeadLetter.ChatId)] = letter.ChatId,
            [nameof(DeadLetter.Index)] = letter.Index,
            [nameof(DeadLetter.ToContactCenter)] = letter.ToContactCenter,
            [nameof(DeadLetter.Reason)] = letter.Reason,
            [nameof(DeadLetter.At)] = letter.At,
            [nameof(DeadLetter.Parts)] = letter.Parts,
            [nameof(DeadLetter.Event)] = letter.Event is { } what ? JsonSerializer.Serialize(what) : null,
        };
        TextColumns.Set(row, nameof(DeadLetter.Files), letter.Files.IsEmpty ? null : JsonSerializer.Serialize(letter.Files));
        await (await tables.DeadLetters).UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        Telemetry.DeadLetters.Add(1, new KeyValuePair<string, object?>("direction", letter.Direction));
    }

    public async IAsyncEnumerable<DeadLetter> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var partition = TableKeys.DeadLetterPartition;
        var rows = (await tables.DeadLetters).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken: cancellationToken);
        await foreach (var row in rows)
        {
            yield return Letter(row);
        }
    }

    public async Task<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (id.Split('-') is not [.., var index, var kind] parts
            || !(kind is "up" or "down" || (kind.StartsWith("event.", StringComparison.Ordinal) && kind.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_')))
            || !long.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || string.Join('-', parts[..^2]) is var chatId && !ChatIds.IsWellFormed(chatId))
        {
            return null;
        }

        var row = await (await tables.DeadLetters).GetEntityIfExistsAsync<TableEntity>(
            TableKeys.DeadLetterPartition, TableKeys.DeadLetter(chatId, number, kind), cancellationToken: cancellationToken);
        return row.HasValue ? Letter(row.Value!) : null;
    }

    public async Task<int> RemoveAllAsync(string chatId, CancellationToken cancellationToken)
    {
        var (from, through) = (chatId + "|", chatId + "}");
        return await Rows.RemoveAsync(
            await tables.DeadLetters,
            TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.DeadLetterPartition} and RowKey ge {from} and RowKey lt {through}"),
            cancellationToken);
    }

    public async Task RemoveAsync(DeadLetter letter, CancellationToken cancellationToken) =>
        await (await tables.DeadLetters).DeleteEntityAsync(
            TableKeys.DeadLetterPartition, TableKeys.DeadLetter(letter.ChatId, letter.Index, letter.Kind), ETag.All, cancellationToken);

    private static DeadLetter Letter(TableEntity row) => new(
        row.GetString(nameof(DeadLetter.ChatId)),
        row.GetInt64(nameof(DeadLetter.Index)) ?? 0,
        row.GetBoolean(nameof(DeadLetter.ToContactCenter)) ?? false,
        row.GetString(nameof(DeadLetter.Reason)),
        row.GetDateTimeOffset(nameof(DeadLetter.At)) ?? default)
    {
        Parts = row.GetInt32(nameof(DeadLetter.Parts)) ?? 0,
        Files = TextColumns.Get(row, nameof(DeadLetter.Files)) is { } files ? JsonSerializer.Deserialize<ImmutableArray<FileReference>>(files) : [],
        Event = row.GetString(nameof(DeadLetter.Event)) is { } what ? JsonSerializer.Deserialize<LifecycleEvent>(what) : null,
    };
}
