using System.Collections.Immutable;
using CustomerChat.App.DirectLine;
using CustomerChat.Chats;
using CustomerChat.Files;
using FsCheck.Xunit;

namespace CustomerChat.Tests.App.DirectLine;

public class ActivitiesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Participant Agent = new("Agnes", "2", ParticipantType.Agent);

    [Fact]
    public void After_Entries_BecomeActivitiesOfTheirKind()
    {
        var chat = Open() with { NextIndex = 6 };
        var set = TranscriptActivities.After(
            chat,
            [
                Entry(1, EntryType.ParticipantJoined, Agent),
                Entry(2, EntryType.Text, new("Ann", "1", ParticipantType.Customer)) with { Text = "hi", ClientId = "c1" },
                Entry(3, EntryType.TypingStarted, Agent),
                Entry(4, EntryType.Text, Agent) with { Text = "<b>hello</b>" },
                Entry(5, EntryType.PushUrl, Agent) with { Url = "https://example.com/" },
            ],
            default,
            "me");

        Assert.Equal(["event", "message", "typing", "message", "message"], set.Activities.Select(a => a.Type));
        Assert.Equal($"{chat.Id}|0000002", set.Activities[1].Id);
        Assert.Equal(("me", "user", "c1"), (set.Activities[1].From.Id, set.Activities[1].From.Role, set.Activities[1].ChannelData!.ClientActivityId));
        Assert.Equal(("agent-2", "bot", "plain", "<b>hello</b>"), (set.Activities[3].From.Id, set.Activities[3].From.Role, set.Activities[3].TextFormat, set.Activities[3].Text));
        Assert.Equal(("participantJoined", "Agent"), (set.Activities[0].Name, set.Activities[0].Value!.Type));
        Assert.Equal("https://example.com/", set.Activities[4].Text);
        Assert.Equal("5", set.Watermark);
    }

    [Fact]
    public void After_AnAgentsLinkToAFile_IsAnAttachmentWithItsCaption()
    {
        var link = new Uri("https://files.example/label.png");
        var linked = new Dictionary<long, LinkedFile>
        {
            [1] = new(link, "label.png", FileTypes.Of("image/png")!, 10, null),
            [2] = new(link, "label.png", FileTypes.Of("image/png")!, 10, "your label"),
        };
        var set = TranscriptActivities.After(
            Open() with { NextIndex = 4 },
            [
                Entry(1, EntryType.Text, Agent) with { Text = link.AbsoluteUri },
                Entry(2, EntryType.PushUrl, Agent) with { Url = link.AbsoluteUri, Text = "your label" },
                Entry(3, EntryType.PushUrl, Agent) with { Url = "https://elsewhere.example/" },
            ],
            default,
            "me",
            links: null,
            linked);

        Assert.Equal([null, "your label", "https://elsewhere.example/"], set.Activities.Select(a => a.Text));
        Assert.All(set.Activities.Take(2), a => Assert.Equal(new AttachmentReply("image/png", "https://files.example/label.png", "label.png"), Assert.Single(a.Attachments!)));
        Assert.Null(set.Activities[2].Attachments);
    }

    [Fact]
    public void After_WhatIsForTheAgentAlone_IsPassedOver()
    {
        var (chat, story) = Open().SayToAgent("What was said before: …", Now);
        var set = TranscriptActivities.After(chat, [story], default, "me");
        Assert.Empty(set.Activities);
        Assert.Equal($"{story.Index}", set.Watermark);
    }

    [Fact]
    public void After_TheEnd_IsToldOnceForEachWatermark()
    {
        var chat = Open().End(EndReason.Customer, Now) with { NextIndex = 3 };
        var first = TranscriptActivities.After(chat, [Entry(2, EntryType.Text, Agent) with { Text = "bye" }], new Watermark(1, false), "me");
        Assert.Equal(["message", "endOfConversation"], first.Activities.Select(a => a.Type));
        Assert.True(Watermark.TryParse(first.Watermark, out var after));
        Assert.Empty(TranscriptActivities.After(chat, [], after, "me").Activities);

        // What comes after the end is still told, and the end is not told again.
        var late = TranscriptActivities.After(chat with { NextIndex = 4 }, [Entry(3, EntryType.ParticipantLeft, Agent)], after, "me");
        Assert.Equal(["event"], late.Activities.Select(a => a.Type));
        Assert.Equal("3-ended", late.Watermark);
    }

    [Fact]
    public void After_AnEndedChatReadInPieces_TellsTheEndLast()
    {
        var chat = Open().End(EndReason.Customer, Now) with { NextIndex = 10 };
        var piece = TranscriptActivities.After(chat, [Entry(1, EntryType.Text, Agent)], default, "me");
        Assert.Equal(("1", 1), (piece.Watermark, piece.Activities.Count));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("17", true)]
    [InlineData("17-ended", true)]
    [InlineData("-1", false)]
    [InlineData("x", false)]
    [InlineData("-ended", false)]
    [InlineData("99999999999999999999", false)]
    public void Watermark_Text_IsTakenOrRefused(string text, bool expected) => Assert.Equal(expected, Watermark.TryParse(text, out _));

    [Property]
    public void Watermark_Any_IsReadAsWritten(uint index, bool ended)
    {
        Assert.True(Watermark.TryParse(new Watermark(index, ended).ToString(), out var read));
        Assert.Equal(new Watermark(index, ended), read);
    }

    [Property(MaxTest = 200)]
    public void After_ReadPieceByPieceWithRepeats_GivesEachEntryOnceToWhoMovesOn(byte count, byte[] sizes)
    {
        var entries = Enumerable.Range(1, count).Select(i => Entry(i, EntryType.Text, Agent)).ToImmutableArray();
        var chat = Open() with { NextIndex = count + 1 };
        var got = new List<string>();
        var watermark = default(Watermark);
        foreach (var size in sizes.Append(byte.MaxValue))
        {
            var piece = entries.Where(e => e.Index > watermark.Index).Take(size).ToImmutableArray();
            var set = TranscriptActivities.After(chat, piece, watermark, "me");
            Assert.Equal(set.Activities.Select(a => a.Id), TranscriptActivities.After(chat, piece, watermark, "me").Activities.Select(a => a.Id));
            got.AddRange(set.Activities.Select(a => a.Id));
            Assert.True(Watermark.TryParse(set.Watermark, out watermark));
        }

        Assert.Equal(entries.Select(e => TranscriptActivities.Id(chat.Id, e.Index)), got);
    }

    private static Chat Open() => Chat.Open(ChatIds.New(), new ChatOpening("c", "Ann", "shoes"), Now);

    private static ChatEntry Entry(long index, EntryType type, Participant from) => new() { Index = index, Type = type, From = from, At = Now };
}
