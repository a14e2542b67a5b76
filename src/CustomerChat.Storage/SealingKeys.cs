using Azure;
using Azure.Data.Tables;

namespace CustomerChat.Storage;

/// <summary>
/// The keys with which tokens are sealed. All hosts with the same storage share them. A caller who can read these keys can also read the
/// transcripts in the same storage, so the keys are not sealed with another key.
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

    /// <summary>Stores a key. If a key with this name exists already, it stays.</summary>
    public async Task AddAsync(string name, string text, CancellationToken cancellationToken)
    {
        try
        {
            await (await tables.Keys).AddEntityAsync(new TableEntity(TableKeys.SealingKeys, name) { [Text] = text }, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // The key was stored by an earlier try of the same call.
        }
    }
}
