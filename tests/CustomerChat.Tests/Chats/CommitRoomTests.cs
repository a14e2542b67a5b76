using System.Text.Json;
using CustomerChat.Chats;
using FsCheck.Xunit;

namespace CustomerChat.Tests.Chats;

public class CommitRoomTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Participant Agent = new("Agnes", "2", ParticipantType.Agent);

    [Property(MaxTest = 2_000)]
    public bool SizeOf_AnyText_IsAtLeastWhatIsWritten(string? text) => CommitRoom.SizeOf(text ?? "") >= JsonSerializer.SerializeToUtf8Bytes(text ?? "").Length - 2;

    [Theory]
    [InlineData("plain words", 11)]
    [InlineData("ä", 6)]
    [InlineData("😀", 12)]
    [InlineData("<", 6)]
    public void SizeOf_ACharacter_IsWhatTheTableClientWrites(string text, int bytes)
    {
        Assert.Equal(bytes, CommitRoom.SizeOf(text));
        Assert.Equal(bytes, JsonSerializer.SerializeToUtf8Bytes(text).Length - 2);
    }

    [Theory]
    [InlineData(5_000_000, "a")]
    [InlineData(2_000_000, "ä")]
    [InlineData(1_000_000, "😀")]
    [InlineData(0, "")]
    public void Receive_OneMessageOfAnyLength_TakesItInCommitByCommit(int length, string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, length / Math.Max(unit.Length, 1)));
        var messages = new[] { new UpstreamMessage(1, EntryType.Text, Agent, text), new UpstreamMessage(2, EntryType.Text, Agent, "bye") };
        var (taken, commits) = Take(messages, CommitRoom.MaxBytes);

        Assert.Equal(text + "bye", string.Concat(taken.Select(e => e.Text)));
        Assert.Equal("bye", taken[^1].Text);
        Assert.Equal((CommitRoom.SizeOf(text) / CommitRoom.MaxBytes) + 1, commits);
        Assert.Equal(Enumerable.Range(1, taken.Count).Select(i => (long)i), taken.Select(e => e.Index));
    }

    [Fact]
    public void Receive_WithLittleRoom_CutsATextBetweenItsCharacters()
    {
        var (taken, _) = Take([new UpstreamMessage(1, EntryType.Text, Agent, string.Concat(Enumerable.Repeat("😀", 500)))], 3_000);

        Assert.Equal(string.Concat(Enumerable.Repeat("😀", 500)), string.Concat(taken.Select(e => e.Text)));
        Assert.All(taken, e => Assert.True(e.Text!.Length % 2 == 0 && char.IsHighSurrogate(e.Text[0])));
        Assert.All(taken, e => Assert.InRange(CommitRoom.SizeOf(e), 1, 3_000));
    }

    [Fact]
    public void Receive_AnAddressNoColumnHolds_IsKeptAsText()
    {
        var url = "https://example.com/" + new string('x', 3_000_000);
        var (taken, _) = Take([new UpstreamMessage(1, EntryType.PushUrl, Agent, "look", url)], CommitRoom.MaxBytes);

        Assert.Equal("look " + url, string.Concat(taken.Select(e => e.Text)));
        Assert.All(taken, e => Assert.Null(e.Url));
    }

    [Fact]
    public void Receive_ANameNoColumnHolds_IsCut()
    {
        var (taken, _) = Take([new UpstreamMessage(1, EntryType.Text, new Participant(new string('n', 100_000), "2", ParticipantType.Agent), "hi")], CommitRoom.MaxBytes);
        Assert.Equal(256, Assert.Single(taken).From.Nickname.Length);
    }

    private static (List<ChatEntry> Entries, int Commits) Take(UpstreamMessage[] messages, int bytes)
    {
        var chat = Chat.Open("a", new ChatOpening("c1", "Ann", "s"), Now);
        var entries = new List<ChatEntry>();
        for (var commits = 1; ; commits++)
        {
            var received = chat.Receive(new([.. messages]), Now, Now, new CommitRoom(bytes));
            Assert.False(received.Entries.IsEmpty);
            Assert.True(received.Entries.Sum(CommitRoom.SizeOf) <= bytes || received.Entries.Length == 1);
            (chat, _) = (received.Chat, 0);
            entries.AddRange(received.Entries);
            if (!received.More)
            {
                return (entries, commits);
            }
        }
    }
}
