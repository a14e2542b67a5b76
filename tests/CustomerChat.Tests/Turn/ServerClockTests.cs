using System.Globalization;
using CustomerChat.Turn;

namespace CustomerChat.Tests.Turn;

public sealed class ServerClockTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-29T12:00:00Z", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(null, "7", 7)]
    [InlineData(3_600, "7", 7)]
    [InlineData(null, "Sun, 29 Nov 2026 12:00:10 GMT", 10)]
    [InlineData(0, "Sun, 29 Nov 2026 12:00:10 GMT", 10)]
    [InlineData(3_600, "Sun, 29 Nov 2026 13:00:10 GMT", 10)]
    [InlineData(-3_600, "Sun, 29 Nov 2026 11:00:10 GMT", 10)]
    [InlineData(3_600, "Sun, 29 Nov 2026 12:59:50 GMT", -10)]
    [InlineData(0, "soon", null)]
    [InlineData(0, null, null)]
    public void RetryAfter_OfAServerWithItsOwnClock_IsWhatItAsks(int? secondsAhead, string? retryAfter, int? expected)
    {
        using var response = Answer(secondsAhead, retryAfter);
        Assert.Equal(expected, (int?)ServerClock.RetryAfter(response.Headers, Now)?.TotalSeconds);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(0, null)]
    [InlineData(29, null)]
    [InlineData(-29, null)]
    [InlineData(30, 30)]
    [InlineData(-7_200, -7_200)]
    public void Ahead_OfAServersDate_IsTheDifferenceThatMatters(int? secondsAhead, int? expected)
    {
        using var response = Answer(secondsAhead, null);
        Assert.Equal(expected, (int?)ServerClock.Ahead(response.Headers, Now)?.TotalSeconds);
    }

    private static HttpResponseMessage Answer(int? secondsAhead, string? retryAfter)
    {
        var response = new HttpResponseMessage();
        response.Headers.Date = secondsAhead is { } seconds ? Now.AddSeconds(seconds) : null;
        if (retryAfter is not null)
        {
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        }

        return response;
    }
}
