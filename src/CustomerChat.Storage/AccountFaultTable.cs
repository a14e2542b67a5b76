using Azure;
using Azure.Data.Tables;
using CustomerChat.Delivery;

namespace CustomerChat.Storage;

/// <summary>The accounts at fault: a partition of the conversations' table, with one row for each account.</summary>
public sealed class AccountFaultTable(Tables tables) : IAccountFaults
{
    public async Task SaveAsync(AccountFault fault, CancellationToken cancellationToken)
    {
        var row = new TableEntity(TableKeys.AtFault, TableKeys.Account(fault.Channel, fault.Account))
        {
            ["Channel"] = fault.Channel,
            ["Account"] = fault.Account,
            ["Reason"] = fault.Reason,
            ["Since"] = fault.Since,
            ["SeenAt"] = fault.SeenAt,
        };
        await (await tables.Conversations).UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    public async Task RemoveAsync(string channel, string account, CancellationToken cancellationToken) =>
        await (await tables.Conversations).DeleteEntityAsync(TableKeys.AtFault, TableKeys.Account(channel, account), ETag.All, cancellationToken);

    public async Task<IReadOnlyList<AccountFault>> ListAsync(CancellationToken cancellationToken)
    {
        var faults = new List<AccountFault>();
        await foreach (var row in (await tables.Conversations).QueryAsync<TableEntity>(r => r.PartitionKey == TableKeys.AtFault, cancellationToken: cancellationToken))
        {
            faults.Add(new(
                row.GetString("Channel"), row.GetString("Account"), row.GetString("Reason"),
                row.GetDateTimeOffset("Since").GetValueOrDefault(), row.GetDateTimeOffset("SeenAt").GetValueOrDefault()));
        }

        return faults;
    }
}
