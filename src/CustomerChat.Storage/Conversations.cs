using Azure;
using Azure.Data.Tables;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Intake;

namespace CustomerChat.Storage;

/// <summary>Conversations: a row an address, claimed by insert-if-absent, moved on by ETag.</summary>
public sealed class Conversations(Tables tables) : IConversations, IChannelSwitch
{
    private const string Chats = "Chats";

    public async Task<Conversation> FindAsync(ChannelAddress address, CancellationToken cancellationToken)
    {
        var row = await (await tables.Conversations).GetEntityIfExistsAsync<TableEntity>(
            TableKeys.Account(address.Channel, address.Account), TableKeys.Address(address.Address), cancellationToken: cancellationToken);
        return row.HasValue
            ? new Conversation([.. row.Value!.GetString(Chats).Split(',')], row.Value.ETag.ToString())
            : Conversation.None;
    }

    public async Task<bool> TryClaimAsync(ChannelAddress address, Conversation found, string chatId, CancellationToken cancellationToken)
    {
        var table = await tables.Conversations;
        var row = new TableEntity(TableKeys.Account(address.Channel, address.Account), TableKeys.Address(address.Address))
        {
            [Chats] = string.Join(',', found.Chats.Prepend(chatId).Take(Conversation.Remembered)),
        };
        try
        {
            await (found.Version is null
                ? table.AddEntityAsync(row, cancellationToken)
                : table.UpdateEntityAsync(row, new ETag(found.Version), TableUpdateMode.Replace, cancellationToken));
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Removes a chat from what is remembered of an address, and the row with the last one.</summary>
    /// <returns>Whether the chat was there.</returns>
    public async Task<bool> ForgetAsync(ChannelAddress address, string chatId, CancellationToken cancellationToken)
    {
        var table = await tables.Conversations;
        var (partition, key) = (TableKeys.Account(address.Channel, address.Account), TableKeys.Address(address.Address));
        while (true)
        {
            var found = await FindAsync(address, cancellationToken);
            if (!found.Chats.Contains(chatId))
            {
                return false;
            }

            try
            {
                var etag = new ETag(found.Version!);
                var rest = found.Chats.Remove(chatId);
                await (rest.IsEmpty
                    ? table.DeleteEntityAsync(partition, key, etag, cancellationToken)
                    : table.UpdateEntityAsync(new TableEntity(partition, key) { [Chats] = string.Join(',', rest) }, etag, TableUpdateMode.Replace, cancellationToken));
                return true;
            }
            catch (RequestFailedException e) when (e.Status is 404 or 412)
            {
                // Moved on in between: look again.
            }
        }
    }

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
