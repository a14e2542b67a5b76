using System.Collections.Immutable;
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
    private const string Passed = "Passed";

    public async Task<Conversation> FindAsync(ChannelAddress address, CancellationToken cancellationToken)
    {
        var row = await (await tables.Conversations).GetEntityIfExistsAsync<TableEntity>(
            TableKeys.Account(address.Channel, address.Account), TableKeys.Address(address.Address), cancellationToken: cancellationToken);
        return row.HasValue
            ? new Conversation(Split(row.Value!.GetString(Chats)), row.Value.ETag.ToString()) { Passed = Split(row.Value.GetString(Passed)) }
            : Conversation.None;
    }

    public Task<bool> TryClaimAsync(ChannelAddress address, Conversation found, string chatId, CancellationToken cancellationToken) =>
        TryReplaceAsync(address, found with { Chats = [chatId, .. found.Chats.Take(Conversation.Remembered - 1)] }, cancellationToken);

    public Task<bool> TryPassAsync(ChannelAddress address, Conversation found, string messageId, CancellationToken cancellationToken) =>
        TryReplaceAsync(address, found.Pass(messageId), cancellationToken);

    public async Task<bool> ForgetAsync(ChannelAddress address, string chatId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = await FindAsync(address, cancellationToken);
            if (!found.Chats.Contains(chatId))
            {
                return false;
            }

            var rest = found with { Chats = found.Chats.Remove(chatId) };
            if (rest.Chats.IsEmpty ? await TryRemoveAsync(address, found, cancellationToken) : await TryReplaceAsync(address, rest, cancellationToken))
            {
                return true;
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

    /// <summary>Writes a conversation, if it is still the one that was found.</summary>
    private async Task<bool> TryReplaceAsync(ChannelAddress address, Conversation conversation, CancellationToken cancellationToken)
    {
        var table = await tables.Conversations;
        var row = new TableEntity(TableKeys.Account(address.Channel, address.Account), TableKeys.Address(address.Address)) { [Chats] = string.Join(',', conversation.Chats) };
        if (!conversation.Passed.IsEmpty)
        {
            row[Passed] = string.Join(',', conversation.Passed);
        }

        try
        {
            await (conversation.Version is null
                ? table.AddEntityAsync(row, cancellationToken)
                : table.UpdateEntityAsync(row, new ETag(conversation.Version), TableUpdateMode.Replace, cancellationToken));
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private async Task<bool> TryRemoveAsync(ChannelAddress address, Conversation found, CancellationToken cancellationToken)
    {
        try
        {
            await (await tables.Conversations).DeleteEntityAsync(
                TableKeys.Account(address.Channel, address.Account), TableKeys.Address(address.Address), new ETag(found.Version!), cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return false;
        }
    }

    private static ImmutableArray<string> Split(string? list) => string.IsNullOrEmpty(list) ? [] : [.. list.Split(',')];
}
