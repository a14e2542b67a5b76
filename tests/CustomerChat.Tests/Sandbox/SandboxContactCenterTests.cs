using CustomerChat.Sandbox;
using CustomerChat.Sandbox.Chats;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.Sandbox;

public sealed class SandboxContactCenterTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly SandboxContactCenter _center;

    public SandboxContactCenterTests() => _center = new SandboxContactCenter(Options.Create(new SandboxOptions()), _time);

    public void Dispose() => _center.Dispose();

    [Theory]
    [InlineData(45, false, false)]
    [InlineData(46, false, true)]
    [InlineData(46, true, false)]
    public void CustomerSeen_AfterASilence_IsTooLateOrInTime(int seconds, bool mayBeSilent, bool isDropped)
    {
        // Its background service does not run: the request itself comes too late.
        var chat = _center.Open("Ann", "x", null, new Dictionary<string, string>(), mayBeSilent: mayBeSilent);
        _time.Advance(TimeSpan.FromSeconds(seconds));
        _center.CustomerSeen(chat);

        Assert.Equal((isDropped, isDropped ? SandboxChat.Idle : SandboxChat.Waiting), (chat.IsDropped, chat.State));
    }
}
