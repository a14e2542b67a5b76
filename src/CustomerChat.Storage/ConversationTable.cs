using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Intake;

namespace CustomerChat.Storage;

/// <summary>
/// Conversations: one row for each address. A claim inserts the row if it does not exist; later changes are guarded by its ETag. If a
/// customer has several addresses, one row holds the conversation and the other rows lead to it. All of them are in one partition, so that
/// one transaction can change them.
/// </summary>
public sealed class ConversationTable(Tables tables) : IConversations, IChannelSwitch
{
    private const string Chats = "Chats";
    private const string Aliases = "Aliases";
    private const string Former = "Former";
    private const string Passed = "Passed";

    /// <summary>For an alias: the row that holds the conversation.</summary>
    private const string SameAs = "SameAs";

    /// <summary>For an address that its customer has given up: the row that holds the customer's conversation now.</summary>
    private const string MovedTo = "MovedTo";

    public string Key(ChannelAddress address) => TableKeys.Address(address.Address);

    public async Task<Conversation> FindAsync(ChannelAddress address, CancellationToken cancellationToken)
    {
        var (table, partition) = (await tables.Conversations, Partition(address));
        var row = await ReadAsync(table, partition, Key(address), cancellationToken);
        return row?.GetString(SameAs) is { } same && await ReadAsync(table, partition, same, cancellationToken) is { } target ? Read(target)
            : row is null ? Conversation.None
            : Read(row);
    }

    public async Task<bool> TryClaimAsync(ChannelAddress address, Conversation found, string chatId, CancellationToken cancellationToken)
    {
        var claimed = found with { Chats = [.. found.Chats.Prepend(chatId).Take(Conversation.Remembered)] };
        return await TrySubmitAsync([Guarded(Row(Partition(address), found.Key ?? Key(address), claimed), found.Version)], cancellationToken);
    }

    public async Task<bool> TryPassAsync(ChannelAddress address, Conversation found, string messageId, CancellationToken cancellationToken)
    {
        // The row is merged, so that its other columns stay, such as the one that says that the customer has moved.
        var row = new TableEntity(Partition(address), found.Key ?? Key(address)) { [Passed] = string.Join(',', found.Pass(messageId).Passed) };
        return await TrySubmitAsync(
            [found.Version is null ? new(TableTransactionActionType.Add, row) : new(TableTransactionActionType.UpdateMerge, row, new ETag(found.Version))],
            cancellationToken);
    }

    public Task<bool> TryJoinAsync(
        ImmutableArray<ChannelAddress> addresses,
        IReadOnlyCollection<Conversation> found,
        ImmutableArray<ChannelAddress> former,
        ImmutableArray<string> chats,
        CancellationToken cancellationToken)
    {
        var (partition, own, left) = (Partition(addresses[0]), Key(addresses[0]), former.Select(Key).ToHashSet());
        var theirs = found.Where(c => !c.IsFormer).ToList();
        var aliases = addresses.Select(Key).Concat(theirs.SelectMany(c => c.Aliases.Add(c.Key!)))
            .Where(k => k != own && !left.Contains(k)).Distinct().ToImmutableArray();
        var before = theirs.SelectMany(c => c.Former).Concat(left).Where(k => k != own && !aliases.Contains(k)).Distinct().ToImmutableArray();
        var known = found.SelectMany(c => c.Aliases.AddRange(c.Former)).ToHashSet();
        var passed = theirs.SelectMany(c => c.Passed).Distinct().Take(Conversation.PassedRemembered).ToImmutableArray();
        var rows = new[] { Row(partition, own, new Conversation(chats, null) { Aliases = aliases, Former = before, Passed = passed }) }
            .Concat(aliases.Select(k => new TableEntity(partition, k) { [SameAs] = own }))
            .Concat(left.Where(k => k != own).Select(k => new TableEntity(partition, k) { [Chats] = string.Join(',', chats), [MovedTo] = own }));

        // The rows of the conversations that were found are guarded by their versions. Rows that lead to them are replaced without a check.
        // A row that did not exist must still not exist.
        return TrySubmitAsync(
            rows.Select(row => found.FirstOrDefault(c => c.Key == row.RowKey)?.Version is { } version ? Guarded(row, version)
                : known.Contains(row.RowKey) ? new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)
                : Guarded(row, null)),
            cancellationToken);
    }

    public async Task<bool> ForgetAsync(ChannelAddress address, string chatId, CancellationToken cancellationToken)
    {
        var (table, partition) = (await tables.Conversations, Partition(address));
        var found = await FindAsync(address, cancellationToken);
        var own = await ReadAsync(table, partition, Key(address), cancellationToken);
        var keys = found.Former.Add(found.Key ?? Key(address)).Concat(own?.GetString(MovedTo) is { } moved ? [moved] : []);
        var forgotten = false;
        foreach (var key in keys.Distinct())
        {
            forgotten |= await ForgetAsync(table, partition, key, chatId, cancellationToken);
        }

        return forgotten;
    }

    private async Task<bool> ForgetAsync(TableClient table, string partition, string key, string chatId, CancellationToken cancellationToken)
    {
        while (await ReadAsync(table, partition, key, cancellationToken) is { } row)
        {
            var found = Read(row);
            if (!found.Chats.Contains(chatId))
            {
                return false;
            }

            var rest = found.Chats.Remove(chatId);
            row[Chats] = string.Join(',', rest);
            if (!await TrySubmitAsync([new(rest.IsEmpty ? TableTransactionActionType.Delete : TableTransactionActionType.UpdateReplace, row, row.ETag)], cancellationToken))
            {
                continue;
            }

            // An alias that leads to nothing counts as none, so a crash before this does no harm.
            foreach (var alias in rest.IsEmpty ? found.Aliases : [])
            {
                await table.DeleteEntityAsync(partition, alias, ETag.All, cancellationToken);
            }

            return true;
        }

        return false;
    }

    private async Task<bool> TrySubmitAsync(IEnumerable<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        try
        {
            await (await tables.Conversations).SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private static TableTransactionAction Guarded(TableEntity row, string? version) => version is null
        ? new(TableTransactionActionType.Add, row)
        : new(TableTransactionActionType.UpdateReplace, row, new ETag(version));

    private static async Task<TableEntity?> ReadAsync(TableClient table, string partition, string key, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private static Conversation Read(TableEntity row) => new(Split(row, Chats), row.ETag.ToString())
    {
        Key = row.RowKey,
        Aliases = Split(row, Aliases),
        Former = Split(row, Former),
        Passed = Split(row, Passed),
        IsFormer = row.ContainsKey(MovedTo),
    };

    private static TableEntity Row(string partition, string key, Conversation conversation)
    {
        var row = new TableEntity(partition, key) { [Chats] = string.Join(',', conversation.Chats) };
        foreach (var (name, keys) in new[] { (Aliases, conversation.Aliases), (Former, conversation.Former), (Passed, conversation.Passed) }.Where(c => !c.Item2.IsEmpty))
        {
            row[name] = string.Join(',', keys);
        }

        return row;
    }

    private static ImmutableArray<string> Split(TableEntity row, string column) =>
        [.. (row.GetString(column) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)];

    private static string Partition(ChannelAddress address) => TableKeys.Account(address.Channel, address.Account);

    public async Task<bool> IsOffAsync(string channel, string account, CancellationToken cancellationToken) =>
        (await (await tables.Conversations).GetEntityIfExistsAsync<TableEntity>(
            TableKeys.TurnedOff, TableKeys.Account(channel, account), cancellationToken: cancellationToken)).HasValue;

    public async Task SetAsync(string channel, string account, bool off, CancellationToken cancellationToken)
    {
        var table = await tables.Conversations;
        var (partition, row) = (TableKeys.TurnedOff, TableKeys.Account(channel, account));
        await (off
            ? table.UpsertEntityAsync(new TableEntity(partition, row), TableUpdateMode.Replace, cancellationToken)
            : table.DeleteEntityAsync(partition, row, ETag.All, cancellationToken));
    }
}
