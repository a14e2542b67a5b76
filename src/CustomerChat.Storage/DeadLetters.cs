using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using CustomerChat.Relay;

namespace CustomerChat.Storage;

/// <summary>Dead letters, one an entry and direction.</summary>
public sealed class DeadLetters(Tables tables) : IDeadLetters
{
    public async Task AddAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var row = new TableEntity(TableKeys.DeadLetterPartition, TableKeys.DeadLetter(letter.ChatId, letter.Index, letter.ToContactCenter))
        {
            [nameof(DeadLetter.ChatId)] = letter.ChatId,
            [nameof(DeadLetter.Index)] = letter.Index,
            [nameof(DeadLetter.ToContactCenter)] = letter.ToContactCenter,
            [nameof(DeadLetter.Reason)] = letter.Reason,
            [nameof(DeadLetter.At)] = letter.At,
        };
        await (await tables.DeadLetters).UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    public async IAsyncEnumerable<DeadLetter> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var partition = TableKeys.DeadLetterPartition;
        var rows = (await tables.DeadLetters).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken: cancellationToken);
        await foreach (var row in rows)
        {
            yield return new DeadLetter(
                row.GetString(nameof(DeadLetter.ChatId)),
                row.GetInt64(nameof(DeadLetter.Index)) ?? 0,
                row.GetBoolean(nameof(DeadLetter.ToContactCenter)) ?? false,
                row.GetString(nameof(DeadLetter.Reason)),
                row.GetDateTimeOffset(nameof(DeadLetter.At)) ?? default);
        }
    }
}
