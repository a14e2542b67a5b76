using System.Globalization;
using CustomerChat.Chats;
using CustomerChat.ContactCenter.Http;
using CustomerChat.Tests.Support;
using CustomerChat.Turn;
using Microsoft.Extensions.Logging;

namespace CustomerChat.Tests.ContactCenter;

/// <summary>A contact centre, or the gateway before it, whose clock is hours off, by each protocol.</summary>
public sealed class AnotherClockTests
{
    private static readonly ChatOpening Opening = new("cc", "Ann", "Loan");

    [Theory]
    [InlineData("gws", 120, "120 min ahead of the relay's clock")]
    [InlineData("gms", -120, "120 min behind the relay's clock")]
    [InlineData("directline", 3, "3 min ahead of the relay's clock")]
    public async Task Gateway_ThatRefusesCredentialsOfAnotherTime_IsNamedWithItsClock(string protocol, int minutesAhead, string said)
    {
        await using var stub = await StartAsync(minutesAhead, 401, retryAfterSeconds: null);
        var (center, log) = Center(stub.Address, protocol);

        var e = await Assert.ThrowsAsync<ContactCenterException>(() => center.RequestChatAsync(Opening, null, default));

        Assert.Equal((ContactCenterFault.NotNow, true), (e.Fault, e.RepeatIsSafe));
        var line = Assert.Single(log.Lines, l => l.Level == LogLevel.Warning);
        Assert.Contains("401", line.Message, StringComparison.Ordinal);
        Assert.Contains(said, line.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gws")]
    [InlineData("gms")]
    [InlineData("directline")]
    public async Task Gateway_WithTheSameClock_IsNamedWithoutIt(string protocol)
    {
        await using var stub = await StartAsync(0, 401, retryAfterSeconds: null);
        var (center, log) = Center(stub.Address, protocol);

        await Assert.ThrowsAsync<ContactCenterException>(() => center.RequestChatAsync(Opening, null, default));

        Assert.DoesNotContain("clock", Assert.Single(log.Lines, l => l.Level == LogLevel.Warning).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gws", 180)]
    [InlineData("gms", -180)]
    [InlineData("directline", 180)]
    public async Task ContactCenter_ThatIsBusyUntilATimeOfItsClock_IsAskedAgainThen(string protocol, int minutesAhead)
    {
        await using var stub = await StartAsync(minutesAhead, 429, retryAfterSeconds: 9);
        var e = await Assert.ThrowsAsync<ContactCenterException>(() => Center(stub.Address, protocol).Center.RequestChatAsync(Opening, null, default));
        Assert.Equal((ContactCenterFault.Busy, TimeSpan.FromSeconds(9)), (e.Fault, e.RetryAfter));
    }

    /// <summary>The server's clock is off, and says so as servers do: by the header Date of each answer.</summary>
    private static Task<StubServer> StartAsync(int minutesAhead, int status, int? retryAfterSeconds) => StubServer.StartAsync(context =>
    {
        var there = TimeProvider.System.GetUtcNow().AddMinutes(minutesAhead);
        context.Response.StatusCode = status;
        context.Response.Headers.Date = there.ToString("R", CultureInfo.InvariantCulture);
        context.Response.Headers.RetryAfter = retryAfterSeconds is { } seconds ? there.AddSeconds(seconds).ToString("R", CultureInfo.InvariantCulture) : default;
        return Task.CompletedTask;
    });

    private static (IContactCenter Center, ListLogger<CenterHttp> Log) Center(Uri address, string protocol)
    {
        var log = new ListLogger<CenterHttp>();
        return (Centers.Of(address, TimeProvider.System, log, protocol == "directline" ? [("Protocol", protocol), ("Secret", "s")] : [("Protocol", protocol)]), log);
    }
}
