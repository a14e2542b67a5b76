using System.Net;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd.Channels;

/// <summary>Files that people send through channels, as their agents get them.</summary>
[Collection(Lanes.Channels)]
public class FileTests(AzuriteFixture azurite, SharedChannelWorld shared) : IClassFixture<SharedChannelWorld>
{
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, .. Enumerable.Range(0, 3_000).Select(i => (byte)(i * 7))];

    private static readonly byte[] Voice = [.. "OggS"u8, 0, 2, .. new byte[200]];

    private static readonly byte[] Pdf = [.. "%PDF-1.7"u8, .. new byte[200]];

    [Theory]
    [InlineData("sms")]
    [InlineData("whatsapp")]
    [InlineData("messenger")]
    [InlineData("telegram")]
    [InlineData("webhook")]
    public async Task PictureVoiceNoteAndPdf_ByAChannel_ReachTheAgentWholeAndByLink(string channel)
    {
        var world = await shared.TakeAsync();
        (world.Files.All["p"], world.Files.All["v"], world.Files.All["d"]) = (Jpeg, Voice, Pdf);
        Assert.Equal(200, await world.Provider.WriteAsync(channel, world.Person, "1", "hello"));
        var chat = await world.Agent.AcceptAsync(world.Person);

        Assert.Equal(200, await world.SendAsync(channel, "2", "image", "p"));
        Assert.Equal(200, await world.SendAsync(channel, "3", channel == "telegram" ? "voice" : "audio", "v"));
        Assert.Equal(200, await world.SendAsync(channel, "4", channel == "messenger" ? "file" : "document", "d"));

        var links = await world.LinksAsync(chat, 3);
        Assert.Equal([Jpeg, Voice, Pdf], await Task.WhenAll(links.Select(l => world.Http.GetByteArrayAsync(l))));
        using var picture = await world.Http.GetAsync(links[0]);
        using var document = await world.Http.GetAsync(links[2]);
        Assert.Equal(("image/jpeg", "inline"), (picture.Content.Headers.ContentType!.MediaType, picture.Content.Headers.ContentDisposition!.DispositionType));
        Assert.Equal(("application/pdf", "attachment"), (document.Content.Headers.ContentType!.MediaType, document.Content.Headers.ContentDisposition!.DispositionType));
        Assert.Empty(world.Files.Wrong);
        Assert.DoesNotContain("1:bot", world.Stack.Relay.Log, StringComparison.Ordinal);

        // Erased: no link leads anywhere, and the receipt says what went.
        var (status, receipt) = await world.Provider.OpsAsync(HttpMethod.Post, "/api/ops/erase", body: new { channel, address = world.Person });
        Assert.Equal((200, 3), (status, (int)receipt!["files"]!));
        using var gone = await world.Http.GetAsync(links[0]);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Album_OfThreeByTwilio_ComesInOrderAfterItsText()
    {
        var world = await shared.TakeAsync();
        (world.Files.All["a"], world.Files.All["b"], world.Files.All["late"]) = (Jpeg, Pdf, Voice);
        Assert.Equal(200, await world.Provider.PostFormAsync(
            ("MessageSid", "1"), ("From", world.Person), ("To", "+1000"), ("Body", "three"), ("NumMedia", "3"),
            ("MediaUrl0", world.Media("a")), ("MediaContentType0", "image/jpeg"), ("MediaUrl1", world.Media("b")), ("MediaContentType1", "application/pdf"),
            ("MediaUrl2", world.Media("late")), ("MediaContentType2", "audio/ogg")));
        var chat = await world.Agent.AcceptAsync(world.Person);

        var links = await world.LinksAsync(chat, 3);

        Assert.StartsWith("three", (await world.Agent.TextsAsync(chat))[0], StringComparison.Ordinal);
        Assert.Equal([Jpeg, Pdf, Voice], await Task.WhenAll(links.Select(l => world.Http.GetByteArrayAsync(l))));
        Assert.Empty(world.Files.Wrong);
    }

    [Theory]
    [InlineData("zip", "application/zip")]
    [InlineData("svg", "image/svg+xml")]
    [InlineData("loop", "redirects too often")]
    [InlineData("elsewhere", "does not lead to the channel's provider")]
    [InlineData("liar", "larger than")]
    public async Task File_ThatIsNotTaken_IsSaidToBothAndItsTextArrives(string name, string why)
    {
        var world = await shared.TakeAsync();
        world.Files.All["zip"] = [0x50, 0x4B, 3, 4, .. new byte[100]];
        world.Files.All["svg"] = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray();
        Assert.Equal(200, await world.Provider.PostFormAsync(
            ("MessageSid", "1"), ("From", world.Person), ("To", "+1000"), ("Body", "look"), ("NumMedia", "1"), ("MediaUrl0", world.Media(name)), ("MediaContentType0", "image/jpeg")));
        var chat = await world.Agent.AcceptAsync(world.Person);

        var texts = await Until.IsAsync(() => world.Agent.TextsAsync(chat), texts => texts.Count >= 2);
        Assert.StartsWith("look", texts[0], StringComparison.Ordinal);
        Assert.Contains(why, texts[1], StringComparison.Ordinal);
        await Until.IsAsync(() => Task.FromResult(world.Api.Taken(world.Person)), taken => taken.Any(t => t.Contains(why, StringComparison.Ordinal)));
        Assert.Empty(world.Files.Wrong);
    }

    /// <summary>Signed by Twilio's secret all the same: whoever stole it gets no more of the account than that.</summary>
    [Fact]
    public async Task ForgedMediaUrl_ToAnotherHostOrAccount_GetsNothing()
    {
        var world = await shared.TakeAsync();
        Assert.Equal(200, await world.Provider.PostFormAsync(
            ("MessageSid", "1"), ("From", world.Person), ("To", "+1000"), ("Body", "look"), ("NumMedia", "2"),
            ("MediaUrl0", new Uri(world.Files.SecondHost, "/2010-04-01/Accounts/AC1/Messages/MM1/Media/p").ToString()),
            ("MediaUrl1", new Uri(world.Api.Address, "/2010-04-01/Accounts/AC2/Messages/MM1/Media/p").ToString())));
        var chat = await world.Agent.AcceptAsync(world.Person);

        await Until.IsAsync(() => world.Agent.TextsAsync(chat), texts => texts.Count(t => t.Contains("does not lead", StringComparison.Ordinal)) == 2);
        Assert.Equal(0, world.Files.Asked);
    }

    [Fact]
    public async Task Provider_ThatDripsAByteASecond_StopsNoPollAndNoMessage()
    {
        var world = await shared.TakeAsync();
        await world.Provider.WriteAsync("telegram", "other", "1", "hello");
        var other = await world.Agent.AcceptAsync("other");
        await world.Provider.PostFormAsync(
            ("MessageSid", "1"), ("From", world.Person), ("To", "+1000"), ("Body", "look"), ("NumMedia", "1"), ("MediaUrl0", world.Media("drip")), ("MediaContentType0", "image/jpeg"));
        var chat = await world.Agent.AcceptAsync(world.Person);
        await Until.IsAsync(() => Task.FromResult(world.Files.Asked), asked => asked > 0);
        await world.Stack.RestartGapsAsync();

        foreach (var (id, to) in new[] { (chat, world.Person), (other, "other") })
        {
            await world.Agent.SayAsync(id, "still here");
            await Until.IsAsync(() => Task.FromResult(world.Api.Taken(to)), taken => taken.Contains("still here"));
        }

        // Until it is given up for now, and told.
        await Until.IsAsync(() => world.Agent.TextsAsync(chat), texts => texts.Any(t => t.Contains("too slow", StringComparison.Ordinal)));
        Assert.All(await world.Stack.GapsAsync(), gap => Assert.InRange(gap, 0, 10));
    }

    [Fact]
    public async Task Relay_KilledWhileItFetches_BringsTheFileOnceAndInOrder()
    {
        await using var world = await ChannelWorld.StartAsync(azurite);
        var hold = new TaskCompletionSource();
        world.Files.All["p"] = Jpeg;
        world.Files.Hold = () => hold.Task;
        await world.SendAsync("whatsapp", "1", "image", "p");
        await Until.IsAsync(() => Task.FromResult(world.Files.Asked), asked => asked > 0);
        await world.Stack.KillRelayAsync();
        (world.Files.Hold, _) = (null, hold.TrySetResult());
        await world.Stack.StartRelayAsync();
        await world.Provider.WriteAsync("whatsapp", world.Person, "2", "after");

        var chat = await world.Agent.AcceptAsync(world.Person);
        var links = await world.LinksAsync(chat, 1);

        Assert.Equal(Jpeg, await world.Http.GetByteArrayAsync(links[0]));
        var texts = await Until.IsAsync(() => world.Agent.TextsAsync(chat), texts => texts.Count >= 3);
        Assert.Equal(3, texts.Count);
        Assert.StartsWith("[image]", texts[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sms", "media", "media")]
    [InlineData("whatsapp", "image", "document")]
    [InlineData("messenger", "image", "file")]
    [InlineData("telegram", "photo", "document")]
    public async Task LinksOfAgents_ToFiles_GoAsTheChannelsOwnMessagesAndOthersAsLinks(string channel, string picture, string document)
    {
        var world = await shared.TakeAsync();
        world.Files.All["p"] = Jpeg;
        (world.Files.All["form.pdf"], world.Files.All["a.zip"]) = (Pdf, [0x50, 0x4B, 3, 4]);
        Assert.Equal(200, await world.SendAsync(channel, "1", "image", "p"));
        var chat = await world.Agent.AcceptAsync(world.Person);
        var link = (await world.LinksAsync(chat, 1))[0];
        var pdf = new Uri(world.Files.SecondHost, "/cdn/form.pdf").ToString();
        var zip = new Uri(world.Files.SecondHost, "/cdn/a.zip").ToString();

        foreach (var text in new[] { link, pdf, zip, "see " + link, "http://127.0.0.1:1/x.jpg" })
        {
            await world.Agent.SayAsync(chat, text);
        }

        await Until.IsAsync(() => Task.FromResult(world.Api.Taken(world.Person)), taken => taken.Count(t => t[0] != '(') >= 5);
        Assert.Equal(
            [$"[{picture} {link}]", $"[{document} {pdf}]", zip, "see " + link, "http://127.0.0.1:1/x.jpg"],
            world.Api.Taken(world.Person).Where(t => t[0] != '('));
    }

    /// <summary>Where the contact centre takes files itself, its agent gets them there: once each, also where the answer to the upload was lost.</summary>
    [Theory]
    [InlineData("gms", "gms:fileUpload")]
    [InlineData("directline", "directline:upload")]
    public async Task Files_ToAContactCenterThatTakesThem_AreThereOnceAndInOrder(string protocol, string upload)
    {
        await using var world = await ChannelWorld.StartAsync(azurite, protocol);
        (world.Files.All["p"], world.Files.All["q"]) = (Jpeg, [.. Jpeg, 1]);
        Assert.Equal(200, await world.Provider.WriteAsync("telegram", world.Person, "1", "hello"));
        var chat = await world.Agent.AcceptAsync(world.Person, "hello");
        await world.Stack.FailAsync(new { operation = upload, drop = true, afterEffect = true });

        await world.SendAsync("telegram", "2", "image", "p");
        await Until.IsAsync(() => world.Agent.FilesAsync(chat), files => files.Count >= 1);
        await world.SendAsync("telegram", "3", "image", "q");
        await world.Provider.WriteAsync("telegram", world.Person, "4", "did you get them?");

        Assert.Equal([Jpeg, world.Files.All["q"]], await Until.IsAsync(() => world.Agent.FilesAsync(chat), files => files.Count >= 2));
        var texts = await Until.IsAsync(() => world.Agent.TextsAsync(chat), texts => texts.Contains("did you get them?"));
        Assert.Equal(2, (await world.Agent.FilesAsync(chat)).Count);
        Assert.DoesNotContain(texts, t => t.Contains("/api/files/", StringComparison.Ordinal));
    }
}
