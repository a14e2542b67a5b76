using CustomerChat.Chats;
using CustomerChat.Ledger;

namespace CustomerChat.Tests.Ledger;

public class KnownChatsTests
{
    private const int Most = 50_000;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly KnownChats _known = new();

    [Fact]
    public void Keep_MoreChatsThanAreRemembered_DropsOlderOnesAndKeepsTheNewest()
    {
        Keep("a", Most + 5_000);

        Assert.InRange(Count("a", Most + 5_000), Most - 1_000, Most);
        Assert.NotNull(_known.Find($"a{Most + 4_999}"));
    }

    [Fact]
    public void Keep_AsManyAsAreRemembered_AfterOthersWereDropped_KeepsThemAll()
    {
        Keep("a", 1_000);
        for (var i = 0; i < 1_000; i++)
        {
            _known.Drop($"a{i}");
        }

        Keep("b", Most);

        Assert.Equal(Most, Count("b", Most));
    }

    private void Keep(string name, int count)
    {
        var chat = Chat.Open("", new ChatOpening("c1", "Ann", "shoes"), Now);
        for (var i = 0; i < count; i++)
        {
            _known.KeepCommitted(chat with { Id = $"{name}{i}" }, "v", Now, [], []);
        }
    }

    private int Count(string name, int count) => Enumerable.Range(0, count).Count(i => _known.Find($"{name}{i}") is not null);
}
