using CustomerChat.SelfHost.Azurite;
using CustomerChat.Storage;

namespace CustomerChat.Testing;

/// <summary>One real Azurite for the tests of a collection, in memory; each test, or stack, has tables (and a task hub) of its own by a prefix.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private AzuriteProcess? _azurite;

    public string ConnectionString => _azurite!.ConnectionString;

    public static string NewPrefix() => "t" + Guid.NewGuid().ToString("N")[..12];

    public async Task InitializeAsync() => _azurite = await AzuriteProcess.StartAsync(0, 0, location: null, TimeProvider.System, CancellationToken.None);

    public async Task DisposeAsync() => await _azurite!.DisposeAsync();

    public Tables NewTables(string? connectionString = null) => new(Microsoft.Extensions.Options.Options.Create(new StorageOptions
    {
        ConnectionString = connectionString ?? ConnectionString,
        TablePrefix = NewPrefix(),
    }));
}
