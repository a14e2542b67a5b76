using System.Diagnostics;
using CustomerChat.SelfHost.Runtime;

namespace CustomerChat.Tests.SelfHost;

public class HostIdentityTests
{
    [Fact]
    public void IsGone_ThisProcess_IsNot() => Assert.False(HostIdentity.IsGone(HostIdentity.Current));

    [Fact]
    public void IsGone_AProcessIdUsedAgain_Is() =>
        Assert.True(HostIdentity.IsGone($"{Environment.MachineName}/{Environment.ProcessId}/12345"));

    [Fact]
    public void IsGone_AnotherMachinesProcess_IsNotKnownToBe() => Assert.False(HostIdentity.IsGone("elsewhere/1/1"));

    [Fact]
    public async Task IsGone_AProcessThatHasEnded_Is()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
        var id = process.Id;
        var start = new DateTimeOffset(process.StartTime).ToUnixTimeSeconds();
        await process.WaitForExitAsync();
        Assert.True(HostIdentity.IsGone($"{Environment.MachineName}/{id}/{start}"));
    }
}
