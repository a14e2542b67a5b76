using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Support;
using CustomerChat.Storage;
using Microsoft.Extensions.Options;

namespace CustomerChat.Benchmarks;

/// <summary>What a file of 1 MiB costs, one at a time: uploaded by Direct Line, and sent through a channel, beside the same blob written with nothing else.</summary>
internal static class Files
{
    private const int Times = 40;
    private const int WarmUp = 5;
    private const string Person = "4917012345";

    private static readonly byte[] Picture = [0xFF, 0xD8, 0xFF, 0xE0, .. new byte[1_048_572]];

    public static async Task RunAsync(Rig rig)
    {
        await rig.EmptyStorageAsync();
        var (tables, connection) = await Gate.BeforeAsync(rig.Azurite.ConnectionString);
        await using var _ = tables;
        var endpoint = new Uri(connection.Split("BlobEndpoint=")[1].Split(';')[0]).GetLeftPart(UriPartial.Authority);
        await using var blobs = await Gate.StartAsync(new Uri(endpoint));
        connection = connection.Replace(endpoint, blobs.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        var (ofTables, ofBlobs) = (0, 0);
        tables.Decide = call =>
        {
            Interlocked.Add(ref ofTables, call.IsOfAChat ? 1 : 0);
            return GateAct.Pass;
        };
        blobs.Decide = _ =>
        {
            Interlocked.Increment(ref ofBlobs);
            return GateAct.Pass;
        };
        await using var files = await FileHost.StartAsync();
        files.All["p"] = Picture;
        await using var api = await ProviderEmulator.StartAsync();
        api.Files = files;
        await using var stack = await Stack.StartAsync(rig.Azurite, new Dictionary<string, string>(Provider.Settings(api.Address))
        {
            ["Storage:ConnectionString"] = connection,
            ["Sandbox:DropAfter"] = "00:00:00",
            ["Limits:MessagesPerAddress"] = "0",
            ["Channels:Sms:main:MediaHosts"] = files.Allowed,
            ["Files:MaxPerDay"] = "1073741824",
        });
        using var agent = stack.NewAgent();
        using var provider = new Provider(stack.RelayAddress);
        using var line = new HttpClient { BaseAddress = new Uri(stack.RelayAddress, "/v3/directline/"), DefaultRequestHeaders = { { "ContactCenterId", Stack.CenterId } } };
        using var opened = await line.PostAsJsonAsync("conversations", new { });
        var conversation = (await opened.Content.ReadFromJsonAsync<JsonNode>())!;
        line.DefaultRequestHeaders.Authorization = new("Bearer", (string)conversation["token"]!);
        await agent.AcceptAsync("Guest");
        await provider.WriteAsync("sms", Person, "hello", "hello");
        var person = await agent.AcceptAsync(Person);
        var raw = new BlobFiles(Options.Create(new StorageOptions { ConnectionString = connection, TablePrefix = AzuriteFixture.NewPrefix() }));

        rig.Table(
            "A file of 1 MiB, one at a time",
            ["what", "times", "p50 ms", "p99 ms", "blob transactions each", "table transactions each"],
            [
                await MeasureAsync("raw: the blob written, with nothing else", i => raw.SaveAsync("chat", $"{i}", new MemoryStream(Picture), default)),
                await MeasureAsync("upload by Direct Line, until its answer", UploadAsync),
                await MeasureAsync("sent by SMS, until the agent has its link", SendAsync),
            ]);

        async Task UploadAsync(int i)
        {
            using var activity = new StringContent($$$"""{"type":"message","channelData":{"clientActivityID":"c{{{i}}}"}}""", Encoding.UTF8, "application/vnd.microsoft.activity");
            using var file = new ByteArrayContent(Picture) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } };
            using var form = new MultipartFormDataContent { { activity, "activity", "blob" }, { file, "file", "p.jpg" } };
            using var response = await line.PostAsync($"conversations/{conversation["conversationId"]}/upload", form);
            response.EnsureSuccessStatusCode();
        }

        async Task SendAsync(int i)
        {
            var before = await LinksAsync();
            var status = await provider.PostFormAsync(
                ("MessageSid", $"m{i}"), ("From", Person), ("To", "+1000"), ("Body", ""), ("NumMedia", "1"),
                ("MediaUrl0", new Uri(api.Address, "/2010-04-01/Accounts/AC1/Messages/MM1/Media/p").ToString()), ("MediaContentType0", "image/jpeg"));
            if (status != 200)
            {
                throw new InvalidOperationException($"The relay answered {status}.");
            }

            await Until.IsAsync(LinksAsync, links => links == before + 1);
        }

        async Task<int> LinksAsync() => (await agent.TextsAsync(person)).Count(t => t.Contains("/api/files/", StringComparison.Ordinal));

        async Task<string[]> MeasureAsync(string name, Func<int, Task> act)
        {
            var times = new List<double>();
            for (var i = -WarmUp; i < Times; i++)
            {
                if (i == 0)
                {
                    await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
                    (ofBlobs, ofTables) = (0, 0);
                }

                var began = Stopwatch.GetTimestamp();
                await act(i + WarmUp);
                if (i >= 0)
                {
                    times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }

                // One by one, each polled by itself.
                await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System);
            }

            await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
            times.Sort();
            return
            [
                name, $"{Times}", Rig.Number(Rig.Percentile(times, 0.5), "0.0"), Rig.Number(Rig.Percentile(times, 0.99), "0.0"),
                Rig.Number(ofBlobs / (double)Times, "0.00"), Rig.Number(ofTables / (double)Times, "0.00"),
            ];
        }
    }
}
