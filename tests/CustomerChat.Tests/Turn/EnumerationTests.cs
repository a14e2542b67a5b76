using CustomerChat.Chats;
using CustomerChat.Intake;
using CustomerChat.Tests.Support;

namespace CustomerChat.Tests.Turn;

/// <summary>Who does not have a chat's id and its contact centre learns nothing of it, not even by the time that a refusal takes.</summary>
public class EnumerationTests
{
    [Fact]
    public async Task Refusals_OfUnknownForeignAndEndedChats_AreAlikeAndCostTheSameReads()
    {
        var world = new World();
        var foreign = await world.OpenAsync();
        var ended = await world.OpenAsync();
        await world.TurnAsync(ended);
        await world.Intake.CompleteAsync(ended, World.Center, default);

        foreach (var ask in new Func<string, Task<PostResult>>[]
        {
            id => world.Intake.PostAsync(id, "stranger", "x", null, default),
            id => world.Intake.TypeAsync(id, "stranger", true, default),
            id => world.Intake.CompleteAsync(id, "stranger", default),
            async id => await world.Intake.FindAsync(id, "stranger", TimeSpan.Zero, default) is null ? PostResult.NotFound : PostResult.Accepted,
        })
        {
            var reads = new List<int>();
            foreach (var id in new[] { ChatIds.New(), foreign, ended })
            {
                world.Time.Advance(TimeSpan.FromMilliseconds(1));
                var before = world.Store.Loads;
                Assert.Equal(PostResult.NotFound, await ask(id));
                reads.Add(world.Store.Loads - before);
            }

            Assert.Equal([1, 1, 1], reads);
        }
    }
}
