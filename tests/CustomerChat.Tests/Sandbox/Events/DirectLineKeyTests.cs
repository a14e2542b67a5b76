using CustomerChat.Sandbox;
using CustomerChat.Sandbox.Chats;
using CustomerChat.Sandbox.DirectLine;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.Sandbox.Events;

/// <summary>Direct Line has no indexes: messages are found by the key by which the relay knows them.</summary>
public sealed class DirectLineKeyTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));
    private readonly SandboxContactCenter _center;

    public DirectLineKeyTests() => _center = new SandboxContactCenter(Options.Create(new SandboxOptions()), _time);

    public void Dispose() => _center.Dispose();

    [Fact]
    public void Message_InTheLog_IsFoundByItsKey_AlsoAfterTheLogWasBegunAnew()
    {
        var chat = _center.Open("Ann", "x", null, new Dictionary<string, string>());
        var conversation = new DirectLineConversation("c1", new DeskBehindDirectLine(_center, chat, false, "http://sandbox"), _time);
        chat.Accept("agent1", "Agnes");
        chat.AgentSays("agent1", "Text", "one");
        var first = Read("one");
        chat.AgentSays("agent1", "Text", "two");
        conversation.Reset();
        var second = Read("two");

        Assert.Equal((3L, 4L), (chat.IndexOf(first), chat.IndexOf(second)));
        Assert.Null(chat.IndexOf("0000009@0"));

        string Read(string text)
        {
            var activity = conversation.Read(-1, 100).Activities.Single(a => a.TryGetProperty("text", out var t) && t.GetString() == text);
            return $"{activity.GetProperty("id").GetString()!.Split('|')[1]}@{activity.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds():x}";
        }
    }
}
