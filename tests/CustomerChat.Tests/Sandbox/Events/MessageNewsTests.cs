using System.Text;
using CustomerChat.Sandbox.Events;

namespace CustomerChat.Tests.Sandbox.Events;

public class MessageNewsTests
{
    [Theory]
    [InlineData("sent", "Sent")]
    [InlineData("sent delivered", "Delivered")]
    [InlineData("sent delivered read", "Read")]
    [InlineData("sent read delivered", "Read")]
    [InlineData("sent failed", "Failed")]
    [InlineData("sent failed delivered", "Delivered")]
    [InlineData("sent delivered failed", "Delivered")]
    [InlineData("delivered sent", "Delivered")]
    [InlineData("other", null)]
    public void With_EventsInAnyOrder_NeverTakesBackWhatTheCustomerHas(string types, string? expected)
    {
        var news = types.Split(' ').Aggregate(new MessageNews(), (n, type) => n.With(RelayEvent.Read(
            type, Encoding.UTF8.GetBytes($$$"""{"type":"message.{{{type}}}","data":{"chatKey":"k","index":4,"upstreamIndex":3,"reason":"30005"}}"""), [1])!));

        Assert.Equal((expected, expected == "Failed" ? "30005" : null), (news.State?.ToString(), news.Reason));
        Assert.Equal(types.Contains("sent", StringComparison.Ordinal), news.IsPlaced);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":1,"data":{"chatKey":"k"}}""")]
    [InlineData("""{"type":"message.sent","data":[]}""")]
    [InlineData("""{"type":"message.sent","data":{}}""")]
    public void Read_OfWhatIsNoEvent_IsNull(string body) => Assert.Null(RelayEvent.Read("evt_1", Encoding.UTF8.GetBytes(body), [1]));

    [Fact]
    public void Read_AnAddress_KeepsADigestThatOnlyTheKeyMakes()
    {
        var body = """{"type":"chat.opened","data":{"chatKey":"k","channel":"sms","account":"main","address":"+15550100"}}"""u8.ToArray();

        var told = RelayEvent.Read("evt_1", body, [1])!;

        Assert.DoesNotContain("15550100", told.ToString(), StringComparison.Ordinal);
        Assert.Equal(told.Customer, RelayEvent.Read("evt_2", body, [1])!.Customer);
        Assert.NotEqual(told.Customer, RelayEvent.Read("evt_1", body, [2])!.Customer);
    }
}
