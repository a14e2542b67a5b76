using System.Collections.Immutable;
using Azure.Data.Tables;
using CustomerChat.Chats;
using CustomerChat.Consent;

namespace CustomerChat.Storage;

/// <summary>
/// Consents: one partition for each account, one row for each customer. They stay when chats are erased, because they keep the relay from
/// sending messages.
/// </summary>
public sealed class ConsentTable(Tables tables) : IConsents
{
    public async Task<ConsentRecord?> FindAsync(ChannelAddress customer, CancellationToken cancellationToken)
    {
        var row = await (await tables.Consents).GetEntityIfExistsAsync<TableEntity>(
            TableKeys.Account(customer.Channel, customer.Account), TableKeys.Address(customer.Address), cancellationToken: cancellationToken);
        return row.HasValue ? Record(row.Value!) : null;
    }

    public async Task SaveAsync(ConsentRecord record, CancellationToken cancellationToken) =>
        await (await tables.Consents).UpsertEntityAsync(
            new TableEntity(TableKeys.Account(record.Customer.Channel, record.Customer.Account), TableKeys.Address(record.Customer.Address))
            {
                [nameof(ChannelAddress.Channel)] = record.Customer.Channel,
                [nameof(ChannelAddress.Account)] = record.Customer.Account,
                [nameof(ChannelAddress.Address)] = record.Customer.Address,
                [nameof(ConsentRecord.State)] = record.State.ToString(),
                [nameof(ConsentRecord.Scope)] = record.Scope.ToString(),
                [nameof(ConsentRecord.Cause)] = record.Cause.ToString(),
                [nameof(ConsentRecord.At)] = record.At,
                [nameof(ConsentRecord.Reason)] = record.Reason,
                [nameof(ConsentRecord.Messages)] = string.Join('\n', record.Messages),
            },
            TableUpdateMode.Replace,
            cancellationToken);

    public async Task<(ImmutableArray<ConsentRecord> Records, string? Continuation)> ListAsync(
        string? channel, string? account, ConsentState? state, string? continuation, int most, CancellationToken cancellationToken)
    {
        string[] filters =
        [
            .. channel is null ? [] : new[] { TableClient.CreateQueryFilter($"Channel eq {channel}") },
            .. account is null ? [] : new[] { TableClient.CreateQueryFilter($"Account eq {account}") },
            .. state is null ? [] : new[] { TableClient.CreateQueryFilter($"State eq {state.ToString()}") },
        ];
        var pages = (await tables.Consents).QueryAsync<TableEntity>(
            filters.Length == 0 ? null : string.Join(" and ", filters), most, cancellationToken: cancellationToken).AsPages(continuation, most);
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            return ([.. page.Values.Select(Record)], page.ContinuationToken);
        }

        return ([], null);
    }

    private static ConsentRecord Record(TableEntity row) => new(
        new ChannelAddress(row.GetString(nameof(ChannelAddress.Channel)), row.GetString(nameof(ChannelAddress.Account)), row.GetString(nameof(ChannelAddress.Address))),
        Enum.Parse<ConsentState>(row.GetString(nameof(ConsentRecord.State))),
        Enum.Parse<ConsentCause>(row.GetString(nameof(ConsentRecord.Cause))),
        row.GetDateTimeOffset(nameof(ConsentRecord.At)) ?? default)
    {
        Scope = Enum.Parse<ConsentScope>(row.GetString(nameof(ConsentRecord.Scope))),
        Reason = row.GetString(nameof(ConsentRecord.Reason)),
        Messages = [.. (row.GetString(nameof(ConsentRecord.Messages)) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)],
    };
}
