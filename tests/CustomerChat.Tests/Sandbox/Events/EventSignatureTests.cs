using System.Text;
using CustomerChat.Channels.SignedWebhook;
using CustomerChat.Sandbox.Events;

namespace CustomerChat.Tests.Sandbox.Events;

public class EventSignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");

    [Fact]
    public void IsRight_OfThePublishedVector_IsTrue() =>
        Assert.True(EventSignature.IsRight(EventSignature.Key(Secret)!, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", Body, Now));

    [Theory]
    [InlineData("evt_1", 0, "", true)]
    [InlineData("evt_1", 299, "", true)]
    [InlineData("evt_1", 301, "", false)]
    [InlineData("evt_1", -301, "", false)]
    [InlineData("evt_2", 0, "", false)]
    [InlineData("evt_1", 0, "x", false)]
    public void IsRight_OfWhatTheRelaySigns_IsSoAsLongAsNothingIsChangedOrOld(string id, int age, string added, bool expected)
    {
        var signatures = "v1,AAAA " + WebhookSignature.Sign(Secret, "evt_1", Now.ToUnixTimeSeconds(), Body);
        byte[] body = [.. Body, .. Encoding.UTF8.GetBytes(added)];
        Assert.Equal(expected, EventSignature.IsRight(EventSignature.Key(Secret)!, id, "1614265330", signatures, body, Now.AddSeconds(age)));
    }

    [Theory]
    [InlineData(null, "1614265330", "v1,x")]
    [InlineData("evt_1", null, "v1,x")]
    [InlineData("evt_1", "-1", "v1,x")]
    [InlineData("evt_1", "9999999999999999999", "v1,x")]
    [InlineData("evt_1", "1614265330", null)]
    public void IsRight_WithoutAllOfIt_IsFalse(string? id, string? timestamp, string? signatures) =>
        Assert.False(EventSignature.IsRight(EventSignature.Key(Secret)!, id, timestamp, signatures, Body, Now));

    [Theory]
    [InlineData(null)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_?")]
    public void Key_OfWhatIsNoSecret_IsNull(string? secret) => Assert.Null(EventSignature.Key(secret));
}
