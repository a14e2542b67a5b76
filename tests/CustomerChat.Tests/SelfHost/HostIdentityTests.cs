using CustomerChat.SelfHost.Runtime;

namespace CustomerChat.Tests.SelfHost;

/// <summary>Of processes that live and that have ended: CustomerChat.EndToEnd kills real ones.</summary>
public sealed class HostIdentityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("customerchat-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void IsGone_OwnersThatLive_AreNot_HoweverManyStartAtOnce()
    {
        var hosts = Enumerable.Range(0, 50).Select(_ => new HostIdentity(_folder)).ToList();
        Assert.Equal(50, hosts.Select(h => h.Name).Distinct().Count());
        Assert.DoesNotContain(hosts, h => HostIdentity.IsGone(h.Name, _folder));
        hosts.ForEach(h => h.Dispose());
    }

    [Fact]
    public void IsGone_AnOwnerWhoseLockTheSystemHasFreed_Is()
    {
        // What is left of a process that was killed: the file, and nobody who holds it.
        var id = Guid.NewGuid();
        File.WriteAllText(Path.Combine(_folder, $"customerchat-{id:N}.lock"), "");
        Assert.True(HostIdentity.IsGone($"elsewhere/{id:N}", _folder));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void IsGone_AnotherContainersOwnerOfTheSameHostName_IsNotKnownToBe()
    {
        using var host = new HostIdentity(_folder);
        var elsewhere = Directory.CreateTempSubdirectory("customerchat-");
        Assert.False(HostIdentity.IsGone(host.Name, elsewhere.FullName));
        elsewhere.Delete();
    }

    [Theory]
    [InlineData("")]
    [InlineData("machine/123/1712345678")]
    [InlineData("machine/../../etc/passwd")]
    public void IsGone_ANameThatIsNoIdentity_IsNot(string name) => Assert.False(HostIdentity.IsGone(name, _folder));

    [Fact]
    public void IsGone_WithoutAFolderToWriteTo_IsNotKnown()
    {
        using var host = new HostIdentity(Path.Combine(_folder, "missing"));
        Assert.False(HostIdentity.IsGone(host.Name, Path.Combine(_folder, "missing")));
    }

    [Fact]
    public void Dispose_OfAnIdentity_LeavesNoFile()
    {
        new HostIdentity(_folder).Dispose();
        Assert.Empty(Directory.GetFiles(_folder));
    }
}
