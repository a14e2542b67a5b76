using CustomerChat.SelfHost.Azurite;
using CustomerChat.Storage;

namespace CustomerChat.Testing;

/// <summary>One real Azurite for all tests of an assembly; each test, or stack, has tables of its own by a prefix.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private readonly string _location = Path.Combine(Path.GetTempPath(), "customerchat-" + Guid.NewGuid().ToString("N"));
    private AzuriteProcess? _azurite;

    public string ConnectionString => _azurite!.ConnectionString;

    public static string NewPrefix() => "t" + Guid.NewGuid().ToString("N")[..12];

    public async Task InitializeAsync() => _azurite = await StartAsync(_location);

    /// <summary>An Azurite that keeps its data in a folder, on a port that is free.</summary>
    internal static async Task<AzuriteProcess> StartAsync(string location)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AzuriteProcess.EnsureAsync(Ports.Free(), Ports.Free(), location, _ => { }, TimeProvider.System, CancellationToken.None);
            }
            catch (StartupException) when (attempt < 5)
            {
                // Somebody was faster.
            }
        }
    }

    public async Task DisposeAsync()
    {
        await _azurite!.DisposeAsync();
        Directory.Delete(_location, recursive: true);
    }

    public Tables NewTables(string? connectionString = null) => new(Microsoft.Extensions.Options.Options.Create(new StorageOptions
    {
        ConnectionString = connectionString ?? ConnectionString,
        TablePrefix = NewPrefix(),
    }));
}
