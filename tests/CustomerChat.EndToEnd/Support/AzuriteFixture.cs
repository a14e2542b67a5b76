using CustomerChat.SelfHost.Azurite;

namespace CustomerChat.EndToEnd.Support;

/// <summary>One real Azurite for all end-to-end tests; each stack has its own tables.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private readonly string _location = Path.Combine(Path.GetTempPath(), "customerchat-" + Guid.NewGuid().ToString("N"));
    private AzuriteProcess? _azurite;

    public string ConnectionString => _azurite!.ConnectionString;

    public async Task InitializeAsync() =>
        _azurite = await AzuriteProcess.EnsureAsync(Ports.Free(), _location, _ => { }, TimeProvider.System, CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _azurite!.DisposeAsync();
        Directory.Delete(_location, recursive: true);
    }
}
