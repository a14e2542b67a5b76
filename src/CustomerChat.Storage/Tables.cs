using Azure.Data.Tables;
using Azure.Identity;
using Microsoft.Extensions.Options;

namespace CustomerChat.Storage;

/// <summary>The tables of the relay. Each table is created when it is first used.</summary>
public sealed class Tables
{
    private readonly CreatedTable _chats;
    private readonly CreatedTable _chatIndex;
    private readonly CreatedTable _deadLetters;
    private readonly CreatedTable _conversations;
    private readonly CreatedTable _keys;
    private readonly CreatedTable _consents;
    private readonly CreatedTable _blocks;
    private readonly CreatedTable _minutes;
    private readonly CreatedTable _audit;

    public Tables(IOptions<StorageOptions> options)
    {
        var settings = options.Value;

        // A commit that is repeated after a lost answer is recognised, so every call may be repeated.
        var clientOptions = StorageClients.Configure(new TableClientOptions(), TimeSpan.FromSeconds(10));
        Service = settings.TableServiceUri is { } uri
            ? new TableServiceClient(uri, Credential(settings), clientOptions)
            : new TableServiceClient(settings.ConnectionString, clientOptions);
        _chats = new(Service.GetTableClient(settings.TablePrefix + TableKeys.Chats));
        _chatIndex = new(Service.GetTableClient(settings.TablePrefix + TableKeys.ChatIndex));
        _conversations = new(Service.GetTableClient(settings.TablePrefix + TableKeys.Conversations));
        _keys = new(Service.GetTableClient(settings.TablePrefix + TableKeys.Keys));
        _consents = new(Service.GetTableClient(settings.TablePrefix + TableKeys.Consents));
        _blocks = new(Service.GetTableClient(settings.TablePrefix + TableKeys.Blocks));
        _audit = new(Service.GetTableClient(settings.TablePrefix + TableKeys.Audit));
        _minutes = new(Service.GetTableClient(settings.TablePrefix + TableKeys.Minutes));
        _deadLetters = new(Service.GetTableClient(settings.TablePrefix + TableKeys.DeadLetters));
    }

    public TableServiceClient Service { get; }

    public Task<TableClient> Chats => _chats.UseAsync();

    public Task<TableClient> ChatIndex => _chatIndex.UseAsync();

    public Task<TableClient> Conversations => _conversations.UseAsync();

    public Task<TableClient> Keys => _keys.UseAsync();

    public Task<TableClient> Consents => _consents.UseAsync();

    public Task<TableClient> Blocks => _blocks.UseAsync();

    public Task<TableClient> Audit => _audit.UseAsync();

    public Task<TableClient> Minutes => _minutes.UseAsync();

    public Task<TableClient> DeadLetters => _deadLetters.UseAsync();

    internal static ManagedIdentityCredential Credential(StorageOptions settings) =>
        new(string.IsNullOrEmpty(settings.ManagedIdentityClientId)
            ? ManagedIdentityId.SystemAssigned
            : ManagedIdentityId.FromUserAssignedClientId(settings.ManagedIdentityClientId));

    /// <summary>A table that is created once. If the creation fails (the storage is down), the next caller tries again.</summary>
    private sealed class CreatedTable(TableClient table)
    {
        private Task<TableClient>? _created;

        public Task<TableClient> UseAsync() => _created is { IsFaulted: false, IsCanceled: false } created ? created : _created = CreateAsync();

        private async Task<TableClient> CreateAsync()
        {
            await table.CreateIfNotExistsAsync();
            return table;
        }
    }
}
