using CustomerChat.App.Files;
using CustomerChat.App.Limits;
using CustomerChat.Chats;
using CustomerChat.Files;
using CustomerChat.Ledger;
using CustomerChat.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CustomerChat.Tests.App.Files;

public class FileApiTests
{
    private readonly World _world = new();
    private readonly ChatFileOptions _options = new() { PublicUrl = new("https://relay.example/") };

    [Theory]
    [InlineData("image/png", "inline")]
    [InlineData("audio/ogg", "inline")]
    [InlineData("video/mp4", "inline")]
    [InlineData("application/pdf", "attachment")]
    [InlineData("text/plain", "attachment")]
    [InlineData("text/html", "attachment")]
    [InlineData("image/svg+xml", "attachment")]
    [InlineData("application/x-executable", "attachment")]
    public async Task Get_AFile_IsInlineOnlyForPicturesAudioAndVideo(string type, string disposition)
    {
        var link = await KeepAsync(type, "größe \"1\".bin");
        var (status, response, body) = await GetAsync(link);

        Assert.Equal(200, status);
        Assert.Equal("0123456789", System.Text.Encoding.ASCII.GetString(body));
        Assert.Equal(type, response.ContentType);
        Assert.StartsWith($"{disposition}; filename=", response.Headers.ContentDisposition.ToString(), StringComparison.Ordinal);
        Assert.Contains("filename*=UTF-8''gr%C3%B6%C3%9Fe%20%221%22.bin", response.Headers.ContentDisposition.ToString(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.XContentTypeOptions);
        Assert.Contains("default-src 'none'", response.Headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
        Assert.Contains("sandbox", response.Headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, response.Headers.SetCookie.Count);
        Assert.Equal("no-store", response.Headers.CacheControl);
        Assert.StartsWith("attachment", (await GetAsync(link + "?download")).Response.Headers.ContentDisposition.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bytes=0-3", 206, "0123", "bytes 0-3/10")]
    [InlineData("bytes=7-", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=-2", 206, "89", "bytes 8-9/10")]
    [InlineData("bytes=-99", 206, "0123456789", "bytes 0-9/10")]
    [InlineData("bytes=9-500", 206, "9", "bytes 9-9/10")]
    [InlineData("bytes=10-", 416, "", "bytes */10")]
    [InlineData("bytes=0-1,3-4", 200, "0123456789", "")]
    [InlineData("chars=0-1", 200, "0123456789", "")]
    [InlineData("rubbish", 200, "0123456789", "")]
    public async Task Get_ARange_IsThatPart(string range, int expected, string text, string contentRange)
    {
        var (status, response, body) = await GetAsync(await KeepAsync("image/png", "a.png"), r => r.Headers.Range = range);
        Assert.Equal((expected, text, contentRange), (status, System.Text.Encoding.ASCII.GetString(body), response.Headers.ContentRange.ToString()));
    }

    [Fact]
    public async Task Head_OfAFile_HasItsLengthAndNoBody()
    {
        var (status, response, body) = await GetAsync(await KeepAsync("image/png", "a.png"), r => r.Method = "HEAD");
        Assert.Equal((200, 10L, 0), (status, response.ContentLength, body.Length));
    }

    [Fact]
    public async Task Get_AfterTheLinksEnd_IsAnsweredLikeAnUnknownOneUnlessTheChatIsOpen()
    {
        var link = await KeepAsync("image/png", "a.png");
        _world.Time.Advance(TimeSpan.FromDays(8));
        Assert.Equal(200, (await GetAsync(link)).Status);

        await _world.Intake.EndAsync(_chat!, World.Center, EndReason.Customer, default);
        var expired = await GetAsync(link);
        var forged = await GetAsync(link[..^3] + "AAA");
        var unknown = await GetAsync("https://relay.example/api/files/x");
        Assert.Equal((404, 404, 404), (expired.Status, forged.Status, unknown.Status));
        Assert.Equal(unknown.Body, expired.Body);
        Assert.Equal(unknown.Body, forged.Body);
        Assert.Equal(Heads(unknown.Response), Heads(expired.Response));
    }

    [Fact]
    public async Task Get_OfAnErasedChat_IsAnsweredLikeAnUnknownOne()
    {
        var link = await KeepAsync("image/png", "a.png");
        var removed = await _world.Process.Erasure.EraseAsync(_chat!, default);
        Assert.Equal(1, removed!.Value.Files);
        Assert.Empty(_world.Files.All);

        var erased = await GetAsync(link);
        Assert.Equal(404, erased.Status);
        Assert.Equal((await GetAsync("https://relay.example/api/files/x")).Body, erased.Body);
    }

    [Fact]
    public async Task Get_TooOften_IsAskedToWait()
    {
        _world.Limits.FilesPerCaller = 1;
        var link = await KeepAsync("image/png", "a.png");
        var limits = new RequestLimits(Options.Create(_world.Limits), _world.Ledger, _world.Time);
        var codes = new List<int>();
        for (var i = 0; i < 12; i++)
        {
            codes.Add((await GetAsync(link, limits: limits)).Status);
        }

        Assert.Equal((200, 429), (codes[0], codes[^1]));
    }

    [Fact]
    public void LinkTo_AFile_HoldsNoChatIdAndIsShort()
    {
        var chat = ChatIds.New();
        var link = Links().LinkTo(chat, Entry(1, "image/png", "a.png"), 0)!;
        Assert.DoesNotContain(chat[..8], link, StringComparison.Ordinal);
        Assert.StartsWith("https://relay.example/api/files/", link, StringComparison.Ordinal);
        Assert.InRange(link.Length, 40, 220);
    }

    private string? _chat;

    private readonly IDataProtectionProvider _protection = new EphemeralDataProtectionProvider();

    private FileLinks Links() => new(_protection, new RelayAddress(Options.Create(_options)), Options.Create(_options), _world.Time);

    private static ChatEntry Entry(long index, string type, string name) => new()
    {
        Index = index,
        Type = EntryType.Text,
        From = new Participant("Ann", "0", ParticipantType.Customer),
        At = default,
        Text = "[image]",
        Files = [new ChatFile(name, type, 10, "abc", "1-0")],
    };

    /// <summary>A chat with one entry that brings a file; the link to it.</summary>
    private async Task<string> KeepAsync(string type, string name)
    {
        _chat = await _world.OpenAsync();
        _world.Files.All[(_chat, "1-0")] = "0123456789"u8.ToArray();
        var entry = Entry(1, type, name);
        await _world.Ledger.ChangeAsync(_chat, c => new ChatChange(c with { NextIndex = 2 }, [entry]), default);
        return Links().LinkTo(_chat, entry, 0)!;
    }

    private async Task<(int Status, HttpResponse Response, byte[] Body)> GetAsync(string link, Action<HttpRequest>? with = null, RequestLimits? limits = null)
    {
        var own = new RequestLimits(Options.Create(_world.Limits), _world.Ledger, _world.Time);
        var api = new FileApi(Links(), _world.Files, _world.Ledger, _world.Intake, limits ?? own, _world.Time);
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        context.Request.Method = "GET";
        context.Request.QueryString = new(link.Contains('?', StringComparison.Ordinal) ? link[link.IndexOf('?', StringComparison.Ordinal)..] : "");
        with?.Invoke(context.Request);
        var body = new MemoryStream();
        context.Response.Body = body;
        var result = await api.GetAsync(context.Request, link.Split('?')[0].Split('/')[^1], default);
        await result.ExecuteAsync(context);
        return (context.Response.StatusCode, context.Response, body.ToArray());
    }

    private static string Heads(HttpResponse response) => string.Join('\n', response.Headers.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}: {h.Value}"));
}
