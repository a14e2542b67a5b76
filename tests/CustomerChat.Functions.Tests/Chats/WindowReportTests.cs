using System.Text.Json;
using CustomerChat.Functions.Chats;

namespace CustomerChat.Functions.Tests.Chats;

public class WindowReportTests
{
    /// <summary>The reports of running orchestrations are stored. If a name changed, a replay would decide otherwise than before, and the engine would refuse it.</summary>
    [Fact]
    public void Json_OfAStoredReport_HasTheSameNamesAsBefore()
    {
        const string stored =
            """{"Version":2,"Ended":true,"DueInMilliseconds":3,"DueAt":"2026-01-01T00:00:00+00:00","HandOver":true,"Failures":4,"HeartbeatAt":"2026-01-02T00:00:00+00:00","State":"Chatting","LastIndex":5}""";
        var report = JsonSerializer.Deserialize<WindowReport>(stored)!;
        Assert.True(report.PollsOn);
        Assert.Equal(stored, JsonSerializer.Serialize(report));
    }
}
