using System.Net.NetworkInformation;
using CustomerChat.EndToEnd.Support;
using CustomerChat.SelfHost.Azurite;

namespace CustomerChat.EndToEnd;

[Collection(Lanes.Failures)]
public class StartUpTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Settings_WithFaults_StopTheHostWithEveryFaultNamed()
    {
        await using var host = AppProcess.Start("CustomerChat.SelfHost", new Dictionary<string, string>
        {
            ["Storage:ConnectionString"] = azurite.ConnectionString,
            ["Storage:TablePrefix"] = "1x",
            ["urls"] = "http://127.0.0.1:0",
            ["ContactCenters:a:ChatsPath"] = "nowhere",
            ["ContactCenters:a:AllowedOrigins:0"] = "*",
            ["Relay:SlowPoll"] = "00:10:00",
        });
        await host.WaitForExitAsync();

        Assert.Equal(1, host.ExitCode);
        foreach (var fault in new[] { "TablePrefix", "BaseAddress", "'*'", "SlowPoll" })
        {
            Assert.Contains(fault, host.Log, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("   at ", host.Log, StringComparison.Ordinal);
    }

    /// <summary>The other tests run the sandbox in this process.</summary>
    [Fact]
    public async Task Sandbox_Alone_SaysWhereItIs_AndHasItsDeskThere()
    {
        var (sandbox, address) = await AppProcess.StartAsync("CustomerChat.Sandbox", new Dictionary<string, string>(), "Sandbox:Urls");
        await using var _ = sandbox;
        await sandbox.WaitUntilReadyAsync(new(address, "/desk"));
        Assert.Contains(", password ", sandbox.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_AlreadyTaken_IsToldWithTheWayOut()
    {
        await using var stack = await Stack.StartAsync(azurite);
        await using var host = AppProcess.Start("CustomerChat.SelfHost", new Dictionary<string, string>
        {
            ["Storage:ConnectionString"] = azurite.ConnectionString,
            ["ContactCenters:a:BaseAddress"] = "http://127.0.0.1:1",
            ["urls"] = stack.RelayAddress.ToString(),
        });
        await host.WaitForExitAsync();

        Assert.Equal(1, host.ExitCode);
        Assert.Contains("--urls", host.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ops:Key")]
    [InlineData("Ops:Keys:agnes")]
    public async Task OperatorsKey_ThatCouldBeGuessed_IsToldAndNothingStarts(string setting)
    {
        await using var host = AppProcess.Start("CustomerChat.SelfHost", new Dictionary<string, string>
        {
            ["Storage:ConnectionString"] = azurite.ConnectionString,
            ["ContactCenters:a:BaseAddress"] = "http://127.0.0.1:1",
            [setting] = new string('k', 31),
            ["urls"] = "http://127.0.0.1:0",
        });
        await host.WaitForExitAsync();

        Assert.Equal(1, host.ExitCode);
        Assert.Contains($"{setting} must have at least 32 characters.", host.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("kkkk", host.Log, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task NodeMissing_WithoutAStorage_IsToldWithTheWayOut()
    {
        // A self-host without a storage uses an Azurite that runs already.
        Skip.If(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(e => e.Port == AzuriteProcess.DefaultPort), "An Azurite runs on this machine.");
        await using var host = AppProcess.Start("CustomerChat.SelfHost", new Dictionary<string, string>
        {
            ["PATH"] = Path.GetDirectoryName(Environment.ProcessPath!)!,
            ["urls"] = "http://127.0.0.1:0",
        });
        await host.WaitForExitAsync();

        Assert.Equal(1, host.ExitCode);
        Assert.Contains("Storage:ConnectionString", host.Log, StringComparison.Ordinal);
        Assert.Contains("Node", host.Log, StringComparison.Ordinal);
    }
}
