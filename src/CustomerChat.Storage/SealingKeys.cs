using Azure;
using Azure.Data.Tables;

namespace CustomerChat.Storage;

/// <summary>
/// The keys by which tokens are sealed: all hosts on one storage share them. Whoever can read them here can read the
/// transcripts beside them as well, so they need no key of their own.
/// </summary>
public sealed class SealingKeys(Tables tables)
{
    private const string Text = "Text";

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        var rows = (await tables.Keys).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.SealingKeys}"), cancellationToken: cancellationToken);
        await foreach (var row in rows)
        {
            keys.Add(row.GetString(Text));
        }

        return keys;
    }

    /// <summary>Keeps a key; one of this name that is there already stays.</summary>
    public async Task AddAsync(string name, string text, CancellationToken cancellationToken)
    {
        try
        {
            await (await tables.Keys).AddEntityAsync(new TableEntity(TableKeys.SealingKeys, name) { [Text] = text }, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // A repeat of our own.
        }
    }
}
