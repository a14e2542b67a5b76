using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd.People;

/// <summary>Files that Direct Line's clients upload: as Web Chat and DirectLineJS send them, and as the documentation shows it.</summary>
[Collection(Lanes.Widget)]
public class UploadTests(AzuriteFixture azurite, SharedStack shared) : IClassFixture<SharedStack>
{
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, .. Enumerable.Range(0, 3_000).Select(i => (byte)(i * 7))];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Upload_OfTwoFilesAndAText_ArrivesOnceInOrderWhereverTheActivityStands(bool activityFirst)
    {
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        using var line = await Line.OpenAsync(stack.RelayAddress);
        string? id = null;
        for (var i = 0; i < 2; i++)
        {
            // DirectLineJS sends again what it got no answer to.
            using var form = new MultipartFormDataContent();
            HttpContent[] parts = [File(Jpeg, "image/jpeg"), File("%PDF-1.7 x"u8.ToArray(), "application/pdf")];
            if (activityFirst)
            {
                form.Add(Activity("look", "c1"), "activity", "blob");
            }

            form.Add(parts[0], "file", "parcel.jpg");
            form.Add(parts[1], "file", "a.pdf");
            if (!activityFirst)
            {
                form.Add(Activity("look", "c1"));
            }

            var (status, reply) = await line.UploadAsync(form);

            // The contact centre may have said that the customer joined before the upload was whole: then the text is the second entry.
            id ??= (string)reply["id"]!;
            Assert.StartsWith($"{line.Id}|", id, StringComparison.Ordinal);
            Assert.Equal((HttpStatusCode.OK, id), (status, (string)reply["id"]!));
        }

        var chat = await agent.AcceptAsync("Guest");
        var texts = await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count >= 3);
        Assert.Equal(3, texts.Count);
        Assert.Equal("look", texts[0]);
        Assert.StartsWith("[image] parcel.jpg (3 kB) http", texts[1], StringComparison.Ordinal);
        Assert.StartsWith("[file] a.pdf (10 bytes) http", texts[2], StringComparison.Ordinal);
        using var http = new HttpClient();
        Assert.Equal(Jpeg, await http.GetByteArrayAsync(texts[1][texts[1].IndexOf("http", StringComparison.Ordinal)..]));

        // The client knows its message again, and shows its files by absolute links.
        var activities = (await line.ActivitiesAsync()).Where(a => (string)a!["type"]! == "message").ToList();
        Assert.Equal("c1", (string)activities[0]!["channelData"]!["clientActivityID"]!);
        var attachment = activities[1]!["attachments"]![0]!;
        Assert.Equal(("image/jpeg", "parcel.jpg"), ((string)attachment["contentType"]!, (string)attachment["name"]!));
        Assert.Equal(Jpeg, await http.GetByteArrayAsync((string)attachment["contentUrl"]!));
    }

    [Fact]
    public async Task Upload_OfOneFileAsTheBody_IsTaken()
    {
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        using var line = await Line.OpenAsync(stack.RelayAddress);
        var body = File(Jpeg, "image/jpeg");
        body.Headers.TryAddWithoutValidation("Content-Disposition", "name=\"file\"; filename=\"badjpeg.jpg\"");

        Assert.Equal(HttpStatusCode.OK, (await line.UploadAsync(body)).Status);

        var chat = await agent.AcceptAsync("Guest");
        Assert.StartsWith("[image] badjpeg.jpg", (await Until.IsAsync(() => agent.TextsAsync(chat), t => t.Count == 1))[0], StringComparison.Ordinal);
    }

    /// <summary>The documentation's own sample: no disposition for the activity, which comes last, and no closing dashes.</summary>
    [Fact]
    public async Task Upload_AsTheDocumentationShowsIt_IsTaken()
    {
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        using var line = await Line.OpenAsync(stack.RelayAddress);
        var body = new ByteArrayContent([
            .. "--dd\r\nContent-Disposition: name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n"u8,
            .. "--dd\r\nContent-Type: application/vnd.microsoft.activity\r\n\r\n{\"type\":\"message\",\"from\":{\"id\":\"x\"},\"text\":\"look\"}\r\n--dd"u8]);
        body.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=dd");

        Assert.Equal(HttpStatusCode.OK, (await line.UploadAsync(body)).Status);

        var chat = await agent.AcceptAsync("Guest");
        Assert.Equal(["look", "[file] a.txt (5 bytes)"], (await Until.IsAsync(() => agent.TextsAsync(chat), t => t.Count == 2)).Select(t => t.Split(" http")[0]));
    }

    public static TheoryData<string, int, byte[]> NotTaken => new()
    {
        { "UnsupportedMediaType", 415, [0x50, 0x4B, 3, 4, .. new byte[50]] },
        { "UnsupportedMediaType", 415, "<svg><script>alert(1)</script></svg>"u8.ToArray() },
        { "MessageSizeTooBig", 413, [.. Jpeg, .. new byte[30_000]] },
        { "UnsupportedMediaType", 415, [] },
    };

    [Theory]
    [MemberData(nameof(NotTaken))]
    public async Task Upload_OfAFileThatIsNotTaken_IsAnErrorAndTheTextBesideItArrives(string code, int status, byte[] content)
    {
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string> { ["Files:MaxSize"] = "20000" });
        using var agent = stack.NewAgent();
        using var line = await Line.OpenAsync(stack.RelayAddress);
        using var form = new MultipartFormDataContent { { File(content, "image/jpeg"), "file", "a.jpg" }, { Activity("look", "c1"), "activity", "blob" } };

        var (given, reply) = await line.UploadAsync(form);

        Assert.Equal((status, code), ((int)given, (string)reply["error"]!["code"]!));
        var chat = await agent.AcceptAsync("Guest");
        Assert.Equal(["look"], await Until.IsAsync(() => agent.TextsAsync(chat), t => t.Count > 0));
    }

    [Fact]
    public async Task Upload_WhereFilesAreOff_SaysSoAndTheTextArrives()
    {
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string> { ["Files:Enabled"] = "false" });
        using var agent = stack.NewAgent();
        using var line = await Line.OpenAsync(stack.RelayAddress);
        using var form = new MultipartFormDataContent { { File(Jpeg, "image/jpeg"), "file", "a.jpg" }, { Activity("look", "c1"), "activity", "blob" } };

        var (status, reply) = await line.UploadAsync(form);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
        Assert.Contains("files are not accepted here", (string)reply["error"]!["message"]!, StringComparison.Ordinal);
        var chat = await agent.AcceptAsync("Guest");
        Assert.Equal(["look"], await Until.IsAsync(() => agent.TextsAsync(chat), t => t.Count > 0));
    }

    /// <summary>Killed while the file comes in, when it is in the store and the message is not, and when both are and nobody was told. The client sends it again.</summary>
    [Theory]
    [InlineData("in the body")]
    [InlineData("before the commit")]
    [InlineData("before the answer")]
    public async Task Upload_WithTheRelayKilled_IsThereOnceAndInOrder(string when)
    {
        var (gate, connection) = await Gate.BeforeAsync(azurite.ConnectionString);
        await using var _ = gate;
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string> { ["Storage:ConnectionString"] = connection });
        using var agent = stack.NewAgent();
        using var line = await Line.OpenAsync(stack.RelayAddress);
        var chat = await agent.AcceptAsync("Guest");
        await line.SayAsync("before", "c0");
        await Until.IsAsync(line.ActivitiesAsync, all => all.Any(a => (string?)a!["name"] == "participantJoined" && (string)a["from"]!["role"]! == "bot"));
        await Until.IsAsync(() => agent.TextsAsync(chat), t => t.SequenceEqual(["before"]));

        // A commit in the storage is one batch.
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        gate.Decide = call => call.Method != "POST" || !call.Path.EndsWith("$batch", StringComparison.Ordinal) || when == "in the body" ? GateAct.Pass
            : when == "before the answer" ? new GateAct { After = HoldAsync }
            : new GateAct { DropBefore = true, Delay = reached.TrySetResult() ? TimeSpan.FromSeconds(3) : TimeSpan.Zero };
        using var first = Form(when == "in the body" ? new HeldContent(Jpeg, reached, go.Task) : new ByteArrayContent(Jpeg));
        var upload = line.UploadAsync(first);
        await reached.Task;
        await stack.KillRelayAsync();
        go.SetResult();
        await Assert.ThrowsAsync<HttpRequestException>(() => upload);

        gate.Decide = _ => GateAct.Pass;
        await stack.StartRelayAsync();
        using var second = Form(new ByteArrayContent(Jpeg));
        Assert.Equal(HttpStatusCode.OK, (await line.UploadAsync(second)).Status);
        await line.SayAsync("after", "c2");

        var texts = await Until.IsAsync(() => agent.TextsAsync(chat), t => t.Contains("after"));
        Assert.Equal(["before", "look", "[image]", "after"], texts.Select(t => t.Split(' ')[0]));
        using var http = new HttpClient();
        Assert.Equal(Jpeg, await http.GetByteArrayAsync(texts[2][texts[2].IndexOf("http", StringComparison.Ordinal)..]));

        Task HoldAsync()
        {
            reached.TrySetResult();
            return go.Task;
        }

        static MultipartFormDataContent Form(HttpContent file)
        {
            file.Headers.ContentType = new("image/jpeg");
            return new() { { Activity("look", "c1"), "activity", "blob" }, { file, "file", "a.jpg" } };
        }
    }

    private static ByteArrayContent File(byte[] content, string type) => new(content) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    private static ByteArrayContent Activity(string text, string key) => new(Encoding.UTF8.GetBytes(
        new JsonObject { ["type"] = "message", ["text"] = text, ["from"] = new JsonObject { ["id"] = "u" }, ["channelData"] = new JsonObject { ["clientActivityID"] = key } }.ToJsonString()))
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/vnd.microsoft.activity") },
    };

    /// <summary>Half of a file, and the rest when it is let go.</summary>
    private sealed class HeldContent(byte[] content, TaskCompletionSource begun, Task hold) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(content.AsMemory(0, content.Length / 2));
            await stream.FlushAsync();
            begun.TrySetResult();
            await hold;
            await stream.WriteAsync(content.AsMemory(content.Length / 2));
        }

        protected override bool TryComputeLength(out long length) => (length = content.Length) > 0;
    }

    private sealed class Line : IDisposable
    {
        private readonly HttpClient _http;

        private Line(HttpClient http, string id) => (_http, Id) = (http, id);

        public string Id { get; }

        public static async Task<Line> OpenAsync(Uri relay)
        {
            var http = new HttpClient { BaseAddress = new Uri(relay, "/v3/directline/"), DefaultRequestHeaders = { { "ContactCenterId", Stack.CenterId } } };
            using var response = await http.PostAsJsonAsync("conversations", new { });
            var opened = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
            http.DefaultRequestHeaders.Authorization = new("Bearer", (string)opened["token"]!);
            return new(http, (string)opened["conversationId"]!);
        }

        /// <summary>With the user's id in the query, unescaped as DirectLineJS sends it.</summary>
        public async Task<(HttpStatusCode Status, JsonNode Reply)> UploadAsync(HttpContent content)
        {
            using var response = await _http.PostAsync($"conversations/{Id}/upload?userId=dl_a b@c", content);
            return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
        }

        public async Task SayAsync(string text, string key)
        {
            using var response = await _http.PostAsJsonAsync($"conversations/{Id}/activities", new { type = "message", text, channelData = new { clientActivityID = key } });
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        public async Task<JsonArray> ActivitiesAsync() => (await _http.GetFromJsonAsync<JsonNode>($"conversations/{Id}/activities"))!["activities"]!.AsArray();

        public void Dispose() => _http.Dispose();
    }
}
