using CustomerChat.EndToEnd.Support;
using CustomerChat.Functions.Instances;
using CustomerChat.Functions.Tests.Support;

namespace CustomerChat.Functions.Tests.Instances;

/// <summary>An instance of the Functions app as a process of its own, on the engine's production backend.</summary>
internal sealed class InstanceProcess : IAsyncDisposable
{
    private const string Says = "Listening: ";

    private InstanceProcess(AppProcess process, Uri address) => (Process, Address) = (process, address);

    public AppProcess Process { get; }

    public Uri Address { get; }

    public static async Task<InstanceProcess> StartAsync(InstanceRole role, string hub, AzuriteFixture storage, ContactCenterRig center, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(center.Settings)
        {
            ["Engine:Role"] = role.ToString(),
            ["Engine:Hub"] = hub,
            ["Engine:ConnectionString"] = storage.ConnectionString,
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var process = AppProcess.Start("CustomerChat.Functions.Instance", all);
        var line = await Until.IsAsync(
            () =>
            {
                Assert.False(process.HasExited, process.Log);
                return Task.FromResult(process.Log.Split('\n').FirstOrDefault(l => l.StartsWith(Says, StringComparison.Ordinal)));
            },
            found => found is not null);
        return new InstanceProcess(process, new Uri(line![Says.Length..].Trim()));
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
