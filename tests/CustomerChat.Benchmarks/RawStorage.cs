using CustomerChat.Chats;
using CustomerChat.Ledger;
using CustomerChat.Storage;
using Microsoft.Extensions.Options;

namespace CustomerChat.Benchmarks;

/// <summary>The limit: the same transaction (a head replaced, an entry added) against the same Azurite, with nothing else.</summary>
internal static class RawStorage
{
    public static async Task<(double Rate, List<double> Times)> RunAsync(AzuriteFixture azurite, int loops, TimeSpan time, TimeSpan pause = default)
    {
        var store = new ChatStore(new Tables(Options.Create(new StorageOptions { ConnectionString = azurite.ConnectionString })), new Plain());
        var chats = new (Chat Chat, string? Version)[loops];
        for (var i = 0; i < loops; i++)
        {
            var chat = Chat.Open(ChatIds.New(), new ChatOpening("c", "Ann", "shoes"), DateTimeOffset.UnixEpoch);
            chats[i] = (chat, ((CommitResult.Committed)await store.CommitAsync(new(null, chat, []), default)).Version);
        }

        async Task<bool> CommitAsync(int loop)
        {
            var (chat, entry) = chats[loop].Chat.Post("a message of usual length, as people write it", DateTimeOffset.UnixEpoch);
            chat = chat.Apply(new ChatFact.Sent(entry.Index)) with { Unechoed = [] };
            var result = (CommitResult.Committed)await store.CommitAsync(new(chats[loop].Version, chat, [entry]), default);
            chats[loop] = (chat, result.Version);
            return true;
        }

        return await Rig.LoopAsync(loops, time, CommitAsync, pause);
    }

    /// <summary>The chats of this limit are at no contact centre: there is nothing to seal.</summary>
    private sealed class Plain : ISealer
    {
        public string Seal(string text) => text;

        public string Unseal(string sealedText) => sealedText;
    }
}
