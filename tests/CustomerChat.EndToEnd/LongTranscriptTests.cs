using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CustomerChat.Chats;
using CustomerChat.EndToEnd.Reliability;
using CustomerChat.EndToEnd.Support;
using CustomerChat.Ledger;
using CustomerChat.Storage;
using Microsoft.Extensions.Options;
using Xunit.Abstractions;

namespace CustomerChat.EndToEnd;

/// <summary>A chat of many entries. TRANSCRIPT_ENTRIES=20000 is as many as a chat takes.</summary>
[Collection(Lanes.Crashes)]
public class LongTranscriptTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private static readonly int Entries = (int?)Switches.Number("TRANSCRIPT_ENTRIES") ?? 6_000;

    /// <summary>
    /// The relay's whole heap in hexadecimal: 64 MiB and 10 KiB for each entry. Eight readers that each have all of the chat at once need more than 30 KiB for each
    /// entry, for the texts alone.
    /// </summary>
    private static readonly string HeapLimit = ((64 << 20) + (Entries * 10L << 10)).ToString("X", CultureInfo.InvariantCulture);

    [Fact]
    public async Task GetMessages_OfThousandsOfEntries_GivesAllToEachOfEight_WithoutHoldingThem()
    {
        await using var stack = await Stack.StartAsync(azurite, new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = HeapLimit });
        using var customer = stack.NewCustomer();
        await customer.OpenAsync();
        await FillAsync(new Tables(Options.Create(new StorageOptions { ConnectionString = azurite.ConnectionString, TablePrefix = stack.TablePrefix })), customer.Id);
        using var http = new HttpClient { BaseAddress = stack.RelayAddress, DefaultRequestHeaders = { { "ContactCenterId", Stack.CenterId } } };

        var before = stack.Relay.Size().Memory;
        var most = before;
        using var stop = new CancellationTokenSource();
        var watching = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                most = Math.Max(most, stack.Relay.Size().Memory);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        });
        var read = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReadAsync(http, customer.Path + "/messages?index=1")));
        await stop.CancelAsync();
        await watching;

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"relay: {before >> 20} MiB before, {most >> 20} MiB at most"));
        Assert.All(read, indexes => Assert.Equal(Enumerable.Range(1, Entries).Select(i => (long)i), indexes.Take(Entries)));

        // Without index, by two at once: each entry once, whoever gets it.
        var unread = await Task.WhenAll(ReadAsync(http, customer.Path + "/messages"), ReadAsync(http, customer.Path + "/messages"));
        var given = unread.SelectMany(u => u).ToList();
        Assert.Equal(given.Order().Distinct(), given.Order());
        Assert.True(given.Count >= Entries, $"{given.Count} were given");
        Assert.DoesNotContain(await ReadAsync(http, customer.Path + "/messages"), i => i <= Entries);
    }

    private static async Task<IReadOnlyList<long>> ReadAsync(HttpClient http, string path)
    {
        await using var stream = await http.GetStreamAsync(path);
        using var document = await JsonDocument.ParseAsync(stream);
        Assert.Equal(0, document.RootElement.GetProperty("statusCode").GetInt32());
        return [.. document.RootElement.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("index").GetInt64())];
    }

    private static async Task FillAsync(Tables tables, string chatId)
    {
        var store = new ChatStore(tables, new AsItIs());
        var participant = new Participant("Agnes", "1", ParticipantType.Agent);
        while (await store.LoadAsync(chatId, default) is { } stored && stored.Chat.LastIndex < Entries)
        {
            var count = (int)Math.Min(CommitRoom.MaxEntries, Entries - stored.Chat.LastIndex);
            var entries = Enumerable.Range(0, count).Select(i => new ChatEntry
            {
                Index = stored.Chat.NextIndex + i,
                Type = EntryType.Text,
                From = participant,
                Text = new string('x', 2_000),
                At = TimeProvider.System.GetUtcNow(),
                UpstreamIndex = 1,
            }).ToImmutableArray();
            await store.CommitAsync(new ChatCommit(stored.Version, stored.Chat with { NextIndex = stored.Chat.NextIndex + count }, entries), default);
        }
    }

    /// <summary>What the relay has sealed stays as it is: nobody here looks into it.</summary>
    private sealed class AsItIs : ISealer
    {
        public string Seal(string text) => text;

        public string Unseal(string sealedText) => sealedText;
    }
}
