using Microsoft.AspNetCore.Http;

namespace CustomerChat.Tests.App.Api;

/// <summary>Whether a contact centre is open, and what opening a chat is answered when it is not. The world begins on Thursday, 1 January 2026, at 00:00 UTC.</summary>
public sealed class AvailabilityTests : IDisposable
{
    private readonly ApiRig _rig = new(
        ("hours", "Hours:TimeZone", "Europe/Berlin"), ("hours", "Hours:Thursday", "08:00-18:00"), ("hours", "AllowedOrigins:0", "https://shop.example"),
        ("refuses", "Hours:TimeZone", "Europe/Berlin"), ("refuses", "Hours:Thursday", "08:00-18:00"), ("refuses", "WhenClosed", "refuse"), ("always", "Name", "Always"));

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(0, """{"isOpen":false,"opensAt":"2026-01-01T07:00:00Z","closesAt":null,"timeZone":"Europe/Berlin","takesMessages":true}""", 60)]
    [InlineData(7 * 60, """{"isOpen":true,"opensAt":null,"closesAt":"2026-01-01T17:00:00Z","timeZone":"Europe/Berlin","takesMessages":true}""", 60)]
    [InlineData((17 * 60) - 0.5, """{"isOpen":true,"opensAt":null,"closesAt":"2026-01-01T17:00:00Z","timeZone":"Europe/Berlin","takesMessages":true}""", 30)]
    public async Task Availability_OfAContactCenterWithHours_IsCacheableAsLongAsItIsRight(double minutes, string expected, int maxAge)
    {
        _rig.World.Time.Advance(TimeSpan.FromMinutes(minutes));
        var (status, body, response) = await GetAsync("hours", "https://shop.example");

        Assert.Equal((200, expected), (status, body));
        Assert.Equal($"public, max-age={maxAge}", response.Headers.CacheControl);
        Assert.Equal("Origin, ContactCenterId", response.Headers.Vary);
        Assert.Equal("https://shop.example", response.Headers.AccessControlAllowOrigin);
    }

    [Fact]
    public async Task Availability_WithoutHours_IsAlwaysOpen()
    {
        var (status, body, response) = await GetAsync("always", "https://other.example");

        Assert.Equal((200, """{"isOpen":true,"opensAt":null,"closesAt":null,"timeZone":null,"takesMessages":true}"""), (status, body));
        Assert.Equal(0, response.Headers.AccessControlAllowOrigin.Count);
    }

    [Theory]
    [InlineData(null, "GET", 400)]
    [InlineData("nobody", "GET", 404)]
    [InlineData("hours", "POST", 405)]
    [InlineData("hours", "OPTIONS", 204)]
    public async Task Availability_AskedWrongly_IsAnsweredByTheErrorTable(string? center, string method, int expected)
    {
        var (status, _, response) = await ApiRig.RunAsync(_rig.Request(method, center), _rig.Chats.AvailabilityAsync);

        Assert.Equal(expected, status);
        Assert.Equal(0, response.Headers.CacheControl.Count);
    }

    [Fact]
    public async Task RequestChat_RefusedWhileClosed_SaysWhenItOpens()
    {
        var (status, body, response) = await OpenAsync("refuses");

        Assert.Equal((409, """{"statusCode":3,"statusMessage":"The contact centre is closed. It opens again at 2026-01-01T07:00:00Z."}"""), (status, body));
        Assert.Equal("25200", response.Headers.RetryAfter);
        Assert.Empty(_rig.World.Store.Open);

        _rig.World.Time.Advance(TimeSpan.FromHours(7));
        Assert.Equal(200, (await OpenAsync("refuses")).Status);
    }

    [Fact]
    public async Task RequestChat_KeptWhileClosed_IsTaken() => Assert.Equal(200, (await OpenAsync("hours")).Status);

    [Fact]
    public async Task StartConversation_RefusedWhileClosed_SaysWhenItOpens()
    {
        var (status, body, _) = await ApiRig.RunAsync(_rig.Request("POST", "refuses", body: "{}"), r => _rig.DirectLine.ConversationsAsync(r, default));

        Assert.Equal(409, status);
        Assert.Contains("TryAgainLater", body, StringComparison.Ordinal);
        Assert.Contains("It opens again at 2026-01-01T07:00:00Z.", body, StringComparison.Ordinal);
    }

    private Task<(int Status, string Body, HttpResponse Response)> GetAsync(string center, string origin) =>
        ApiRig.RunAsync(_rig.Request("GET", center, origin), _rig.Chats.AvailabilityAsync);

    private Task<(int Status, string Body, HttpResponse Response)> OpenAsync(string center) => ApiRig.RunAsync(
        _rig.Request("POST", center, body: """{"operationName":"RequestChat","nickname":"Ann","subject":"Shoes"}"""), r => _rig.Chats.CollectionAsync(r, default));
}
