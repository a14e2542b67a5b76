using System.Net.Http.Json;
using System.Text.RegularExpressions;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd.Protocols;

/// <summary>
/// A Direct Line server that others wrote (offline-directline from npm, unchanged) with a bot behind it: no secret, no tokens, no times, no roles, ids
/// that are new after a restart, and a watermark that is a number and begins at 0 again.
/// </summary>
[Collection(Lanes.Channels)]
public partial class OfflineDirectLineTests(AzuriteFixture azurite)
{
    private const string Bot = "offline";

    [Fact]
    public async Task TwoHundred_MessagesEachWay_RelayKilledTwice_AreThereOnceAndInOrder()
    {
        var (server, address) = await StartServerAsync(mustStart: true);
        await using var _ = server;
        await using var stack = await StartRelayAsync(address);
        using var customer = stack.NewCustomer(centerId: Bot);
        await customer.OpenAsync();
        var texts = Enumerable.Range(1, 200).Select(i => $"m{i}").ToList();

        var posting = PostAllAsync();
        foreach (var goal in new[] { 60, 130 })
        {
            await Until.IsAsync(() => Task.FromResult(Told(server)), told => told.Count >= goal);
            await stack.KillRelayAsync();
            await stack.StartRelayAsync();
        }

        await posting;
        await AssertAnswersAsync(customer, texts);
        Assert.Equal(texts, Told(server));
        Assert.Equal(texts, await customer.TextsAsync("Customer"));

        async Task PostAllAsync()
        {
            foreach (var text in texts)
            {
                await PostAsync(customer, text);
            }
        }
    }

    [Fact]
    public async Task Server_RestartedWithAnEmptyLog_TellsNothingTwice_AndWhatComesAfterArrives()
    {
        var (first, address) = await StartServerAsync(mustStart: false);
        await using var _ = first;
        await using var stack = await StartRelayAsync(address);
        using var customer = stack.NewCustomer(centerId: Bot);
        await customer.OpenAsync();
        var texts = Enumerable.Range(1, 20).Select(i => $"m{i}").ToList();
        await SayAsync(texts);

        // The customer writes while the server is away: the log begins anew with that, and is soon longer than the old watermark.
        await first.KillAsync();
        var whileAway = Enumerable.Range(21, 40).Select(i => $"m{i}").ToList();
        foreach (var text in whileAway)
        {
            await customer.SayAsync(text);
        }

        var (second, _) = await StartServerAsync(mustStart: false, address);
        await using var __ = second;
        await AssertAnswersAsync(customer, [.. texts, .. whileAway]);

        // The customer is silent, and the bot speaks first: nothing shows that the log is another, but that it is read from its beginning now and then.
        await second.KillAsync();
        var (third, _) = await StartServerAsync(mustStart: false, address);
        await using var ___ = third;
        var conversation = Conversation().Match(first.Log).Groups[1].Value;
        using var bot = new HttpClient();
        using var spoken = await bot.PostAsJsonAsync(new Uri(address, $"/v3/conversations/{conversation}/activities"), new { type = "message", text = "Are you there?" });
        spoken.EnsureSuccessStatusCode();
        await Until.IsAsync(() => customer.TextsAsync("Agent"), got => got.Contains("Are you there?"), TimeSpan.FromMinutes(2));
        var last = Enumerable.Range(61, 10).Select(i => $"m{i}").ToList();
        foreach (var text in last)
        {
            await customer.SayAsync(text);
        }

        string[] expected = [.. Answers([.. texts, .. whileAway]), "Are you there?", .. Answers(last)];
        Assert.Equal(expected, await Until.IsAsync(() => customer.TextsAsync("Agent"), got => got.Count >= expected.Length));
        Assert.Equal([.. texts, .. whileAway, .. last], Told(first).Concat(Told(second)).Concat(Told(third)));

        async Task SayAsync(List<string> said)
        {
            foreach (var text in said)
            {
                await customer.SayAsync(text);
            }

            await AssertAnswersAsync(customer, said);
        }
    }

    /// <summary>As a careful client does: where no answer came, it looks whether the text was kept before it says it again.</summary>
    private static Task PostAsync(CustomerDriver customer, string text) => Until.IsAsync(
        async () =>
        {
            try
            {
                var kept = await customer.TextsAsync("Customer");
                if (!kept.Contains(text))
                {
                    await customer.SayAsync(text);
                }

                return true;
            }
            catch (Exception e) when (LostAnswer.Is(e))
            {
                return false;
            }
        },
        done => done);

    private static async Task AssertAnswersAsync(CustomerDriver customer, IReadOnlyCollection<string> texts) =>
        Assert.Equal(Answers(texts), await Until.IsAsync(() => customer.TextsAsync("Agent"), got => got.Count >= texts.Count, TimeSpan.FromMinutes(2)));

    private static IEnumerable<string> Answers(IEnumerable<string> texts) => texts.Select(t => $"You said: {t}");

    private static IReadOnlyList<string> Told(AppProcess server) => [.. BotWasTold().Matches(server.Log).Select(m => m.Groups["text"].Value)];

    private static Task<(AppProcess Process, Uri Address)> StartServerAsync(bool mustStart, Uri? address = null) =>
        AppProcess.StartScriptAsync(PageServer.Project, "Protocols/offline-directline.js", address, mustStart ? "true" : "false");

    private Task<Stack> StartRelayAsync(Uri server) => Stack.StartAsync(
        azurite,
        new Dictionary<string, string>
        {
            [$"ContactCenters:{Bot}:Protocol"] = "directline",
            [$"ContactCenters:{Bot}:BaseAddress"] = server.ToString(),
            [$"ContactCenters:{Bot}:ChatsPath"] = "/directline",
        });

    [GeneratedRegex("^Bot was told: (?<text>.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex BotWasTold();

    [GeneratedRegex("Created conversation with conversationId: (\\S+)")]
    private static partial Regex Conversation();
}
