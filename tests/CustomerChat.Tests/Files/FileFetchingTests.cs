using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Files;
using CustomerChat.Hours;
using CustomerChat.Intake;
using CustomerChat.Tests.Support;
using CustomerChat.Turn;
using Moq;

namespace CustomerChat.Tests.Files;

public class FileFetchingTests
{
    private readonly World _world = new();

    [Fact]
    public async Task Message_WithPictures_IsSentAtOnceAndItsPicturesFollowInOrder()
    {
        var chat = await SendAsync("m1", "look", new("image", "a"), new("image", "b") { Name = "b.jpg" });
        await _world.TurnAsync(chat);
        await SettleAsync(chat);

        Assert.Equal(["look", "[image] image.jpg (2 kB) https://relay.example/…", "[image] b.jpg (2 kB) https://relay.example/…"], Texts);
        Assert.Equal(2, _world.Files.All.Count);
        var file = (await _world.Store.ReadAsync(chat, 1, 4, default)).First(e => !e.Files.IsEmpty).Files[0];
        Assert.Equal(("image/jpeg", 2_000L), (file.Type, file.Size));
        var head = (await _world.Store.LoadAsync(chat, default))!.Chat;
        Assert.Empty(head.PendingFiles);
        Assert.Equal(4_000, head.FileBytes);

        // The provider tells it again: nothing comes of it.
        await SendAsync("m1", "look", new FileReference("image", "a"));
        await SettleAsync(chat);
        Assert.Equal(3, Texts.Count);
    }

    /// <summary>Where the contact centre takes files, those that are small enough and fresh go as files.</summary>
    [Theory]
    [InlineData(2_000, 0, "[image] b.jpg (2 kB) {b.jpg}")]
    [InlineData(1_999, 0, "[image] b.jpg (2 kB) https://relay.example/…")]
    [InlineData(2_000, 21, "[image] b.jpg (2 kB) https://relay.example/…")]
    public async Task File_ToAContactCenterThatTakesFiles_GoesAsOneOrAsALink(long maxFile, int secondsDown, string expected)
    {
        _world.Upstream.MaxFile = maxFile;
        var chat = await SendAsync("m1", "look", new FileReference("image", "b") { Name = "b.jpg" });
        if (secondsDown > 0)
        {
            _world.Upstream.Fail = operation => operation == "SendMessage" ? (ContactCenterFault.NotReached, false) : null;
            await _world.TurnAsync(chat);
            await SettleAsync(chat);
            _world.Time.Advance(TimeSpan.FromSeconds(secondsDown));
            _world.Upstream.Fail = _ => null;
        }

        await _world.TurnAsync(chat);
        await SettleAsync(chat);
        Assert.Equal(["look", expected], Texts);
    }

    [Fact]
    public async Task File_ThatTheProviderHasOnlySecondsLater_IsTriedAgainWithinTheSameTry()
    {
        _world.Channel.Files.Answer = (_, n) => n < 3 ? new FileSourceResult.Missing() : new FileSourceResult.Opened(new MemoryStream(Samples.Jpeg()));
        var chat = await SendAsync("m1", "look", new FileReference("image", "a"));
        await _world.TurnAsync(chat);
        while (_world.Files.All.IsEmpty)
        {
            _world.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await SettleAsync(chat);
        Assert.Equal(3, _world.Channel.Files.Asked);
        Assert.Equal(2, Texts.Count);
    }

    [Fact]
    public async Task File_ThatCantBeFetchedNow_IsToldOnceAndTriedAgainBySchedule()
    {
        _world.Channel.Files.Answer = (_, n) => n < 3 ? new FileSourceResult.NotNow("the provider is down") : new FileSourceResult.Opened(new MemoryStream(Samples.Jpeg()));
        var chat = await SendAsync("m1", "look", new FileReference("image", "a"));
        await _world.TurnAsync(chat);
        await SettleAsync(chat);
        await SettleAsync(chat);
        Assert.Equal(1, _world.Channel.Files.Asked);

        for (var i = 0; i < 2; i++)
        {
            _world.Time.Advance(TimeSpan.FromSeconds(31));
            await SettleAsync(chat);
        }

        Assert.Equal(
            ["look", "The customer's file [image] has not arrived yet: the provider is down. It will be tried again.", "[image] image.jpg (2 kB) https://relay.example/…"],
            Texts);
    }

    [Fact]
    public async Task File_ThatIsNeverThere_IsGivenUpAndBothSidesAreTold()
    {
        _world.Options.IdleTimeout = _world.Options.NoAgentTimeout = _world.Options.MaxDuration = TimeSpan.FromDays(2);
        _world.Channel.Files.Answer = (_, _) => new FileSourceResult.NotNow("the provider is down");
        var chat = await SendAsync("m1", "look", new FileReference("image", "a"));
        for (var i = 0; i < 8; i++)
        {
            await SettleAsync(chat);
            _world.Time.Advance(TimeSpan.FromMinutes(46));
        }

        await SettleAsync(chat);
        Assert.Equal(6, _world.Channel.Files.Asked);
        Assert.Equal("The customer sent a file [image] that was not accepted: the provider is down.", Texts[^1]);
        Assert.Equal("Your file could not be passed on: the provider is down.", Assert.Single(_world.Channel.Sent).Text);
    }

    public static TheoryData<string, FileReference, byte[]> NotTaken => new()
    {
        { "application/zip", new("image", "a") { Name = "a.jpg", Type = "image/jpeg" }, Samples.Zip("a") },
        { "image/svg+xml", new("image", "a") { Type = "image/svg+xml" }, Samples.Svg },
        { "larger than", new("image", "a") { Size = 5_000_000_000 }, Samples.Jpeg(10) },
        { "empty", new("image", "a"), [] },
    };

    [Theory]
    [MemberData(nameof(NotTaken))]
    public async Task File_ThatIsNotAllowed_IsNotKeptAndBothSidesAreTold(string why, FileReference file, byte[] content)
    {
        _world.Channel.Files.Answer = (_, _) => new FileSourceResult.Opened(new MemoryStream(content));
        var chat = await SendAsync("m1", "look", file);
        await SettleAsync(chat);
        await SettleAsync(chat);

        Assert.Empty(_world.Files.All);
        Assert.Equal("look", Texts[0]);
        Assert.Contains(why, Texts[1], StringComparison.Ordinal);
        Assert.Contains(why, Assert.Single(_world.Channel.Sent).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_BeyondTheNumberOfAMessageOrTheBytesOfADay_AreNotTaken()
    {
        (_world.FileOptions.MaxPerMessage, _world.FileOptions.MaxPerDay) = (2, 5_000);
        var chat = await SendAsync("m1", "three", new("image", "a"), new("image", "b"), new("image", "c"));
        await SettleAsync(chat);
        await SendAsync("m2", "one more", new FileReference("image", "d"));
        await SettleAsync(chat);
        Assert.Equal(2, _world.Files.All.Count);
        Assert.Contains(Texts, t => t.Contains("a message may have at most 2 files", StringComparison.Ordinal));
        Assert.Contains(Texts, t => t.Contains("were sent today", StringComparison.Ordinal));

        _world.Time.Advance(TimeSpan.FromHours(3));
        _world.Options.IdleTimeout = _world.Options.NoAgentTimeout = _world.Options.MaxDuration = TimeSpan.FromDays(2);
        _world.Time.Advance(TimeSpan.FromHours(22));
        await SendAsync("m3", "tomorrow", new FileReference("image", "e"));
        await SettleAsync(chat);
        Assert.Equal(3, _world.Files.All.Count);
    }

    [Fact]
    public async Task File_WithAnotherHashThanTheProviderSays_IsFetchedAgain()
    {
        var hash = System.Security.Cryptography.SHA256.HashData(Samples.Jpeg());
        _world.Channel.Files.Answer = (_, n) => new FileSourceResult.Opened(new MemoryStream(n == 1 ? Samples.Jpeg(1_999) : Samples.Jpeg()));
        var chat = await SendAsync("m1", "look", new FileReference("image", "a") { Sha256 = Convert.ToBase64String(hash) });
        await SettleAsync(chat);
        Assert.Empty(_world.Files.All);

        _world.Time.Advance(TimeSpan.FromSeconds(11));
        await SettleAsync(chat);
        Assert.Equal(Samples.Jpeg(), Assert.Single(_world.Files.All).Value);
    }

    /// <summary>The process dies when the file is in the store and its entry is not.</summary>
    [Fact]
    public async Task Fetch_ThatDiesBeforeItsCommit_IsRepeatedAndTheFileIsThereOnce()
    {
        var dies = true;
        _world.Files.Saved = _ => dies ? new TaskCompletionSource().Task : Task.CompletedTask;
        var chat = await SendAsync("m1", "look", new FileReference("image", "a"));
        await _world.TurnAsync(chat);
        while (_world.Files.All.IsEmpty)
        {
            await Task.Yield();
        }

        // While it hangs the chat's turns go on.
        var outcome = await _world.TurnAsync(chat);
        Assert.False(outcome.Ended);

        dies = false;
        _world.Start();
        await SettleAsync(chat);

        Assert.Equal(["look", "[image] image.jpg (2 kB) https://relay.example/…"], Texts);
        Assert.True(await IsThereAsync(chat));

        // What the one that died left goes with the chat.
        await _world.Process.Removal.RemoveAsync(chat, default);
        Assert.Empty(_world.Files.All);
    }

    /// <summary>Both have fetched it; what the second got was damaged, and it throws that away.</summary>
    [Fact]
    public async Task Fetch_InTwoProcesses_OfWhichTheSecondThrowsItsCopyAway_LeavesTheFirstOnesFile()
    {
        var hash = System.Security.Cryptography.SHA256.HashData(Samples.Jpeg());
        var gate = new TaskCompletionSource();
        _world.Channel.Files.Answer = (_, n) => new FileSourceResult.Opened(new MemoryStream(n == 1 ? Samples.Jpeg(1_999) : Samples.Jpeg()));
        _world.Files.Saved = _ => _world.Files.All.Count == 1 ? gate.Task : Task.CompletedTask;
        var chat = await SendAsync("m1", "look", new FileReference("image", "a") { Sha256 = Convert.ToBase64String(hash) });
        var (slow, other) = (_world.Process, _world.Other());
        slow.Files.Start((await _world.Store.LoadAsync(chat, default))!.Chat);
        while (_world.Files.All.IsEmpty)
        {
            await Task.Yield();
        }

        other.Files.Start((await _world.Store.LoadAsync(chat, default))!.Chat);
        await other.Files.SettleAsync();
        gate.SetResult();
        await slow.Files.SettleAsync();
        await SettleAsync(chat);

        Assert.Equal(["look", "[image] image.jpg (2 kB) https://relay.example/…"], Texts);
        Assert.True(await IsThereAsync(chat));
        Assert.Single(_world.Files.All);
    }

    [Fact]
    public async Task Fetch_InTwoProcessesAtOnce_BringsTheFileOnce()
    {
        var chat = await SendAsync("m1", "look", new FileReference("image", "a"));
        var other = _world.Other();
        _world.Process.Files.Start((await _world.Store.LoadAsync(chat, default))!.Chat);
        other.Files.Start((await _world.Store.LoadAsync(chat, default))!.Chat);
        await Task.WhenAll(_world.Process.Files.SettleAsync(), other.Files.SettleAsync());
        await SettleAsync(chat);

        Assert.Equal(2, Texts.Count);
        Assert.Single(_world.Files.All);
    }

    [Fact]
    public async Task Erasure_WhileAFileIsBeingFetched_LeavesNone()
    {
        var gate = new TaskCompletionSource();
        _world.Files.Saved = _ => gate.Task;
        var chat = await SendAsync("m1", "look", new FileReference("image", "a"));
        await _world.TurnAsync(chat);
        while (_world.Files.All.IsEmpty)
        {
            await Task.Yield();
        }

        var place = Assert.Single(_world.Files.All).Key;
        await _world.Other().Removal.RemoveAsync(chat, default);
        _world.Files.All[place] = [1];
        _world.Runtime.Invocations.Clear();
        gate.SetResult();
        await _world.Process.Files.SettleAsync();

        Assert.Empty(_world.Files.All);
        Assert.Null(await _world.Store.LoadAsync(chat, default));

        // Nothing starts an erased chat again.
        _world.Runtime.Verify(r => r.WakeAsync(chat, It.IsAny<bool>(), It.IsAny<CancellationToken>()), Times.Never());
    }

    [Fact]
    public async Task Chat_ThatEndsBeforeItsFileIsHere_KeepsTheMessageAsADeadLetter()
    {
        _world.Channel.Files.Answer = (_, _) => new FileSourceResult.NotNow("down");
        var chat = await SendAsync("m1", "look", new FileReference("image", "a"));
        await SettleAsync(chat);
        await _world.Intake.EndAsync(chat, World.Center, EndReason.Customer, default);
        await SettleAsync(chat);
        await SettleAsync(chat);

        Assert.True((await _world.Store.LoadAsync(chat, default))!.Chat.IsFinished);
        Assert.Contains(_world.Store.Letters, l => l.Index == 1 && l.ToContactCenter);

        // A replay brings the message with its file into the customer's next chat.
        _world.Channel.Files.Answer = Here;
        Assert.True((await _world.Process.Replay.ReplayAsync(Assert.Single(_world.Store.Letters).Id, default)).Done);
        await SettleAsync(await _world.ChatOfAsync());
        Assert.Equal(["look", "[image] image.jpg (2 kB) https://relay.example/…"], Texts);
        Assert.Empty(_world.Store.Letters);
    }

    /// <summary>The files of all chats share the places to fetch: no more at a time, and each gets its turn.</summary>
    [Fact]
    public async Task Files_OfManyChats_AreFetchedAsManyAtATimeAsTheSettingSays()
    {
        _world.FileOptions.Fetches = 2;
        _world.Start();
        var (now, most, go, gate) = (0, 0, new TaskCompletionSource(), new Lock());
        _world.Channel.Files.Answer = (_, _) => new FileSourceResult.Opened(new Held(
            new MemoryStream(Samples.Jpeg()),
            go.Task,
            change =>
            {
                lock (gate)
                {
                    most = Math.Max(most, now += change);
                }
            }));
        var chats = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            await _world.ChannelIntake.ReceiveAsync(Message($"m{i}", "look", [new("image", "a")], $"+{i}"), default);
            chats.Add(await _world.ChatOfAsync($"+{i}"));
            await _world.TurnAsync(chats[^1]);
        }

        go.SetResult();
        await _world.Process.Files.SettleAsync().WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(2, most);
        Assert.All(chats, chat => Assert.Empty(_world.Store.Head(chat).PendingFiles));
        Assert.Equal(5, _world.Files.All.Count);
    }

    /// <summary>The agent closes before the text was sent and the file was fetched: both go into the next chat, and nothing is given up.</summary>
    [Fact]
    public async Task Chat_ThatTheAgentClosesBeforeTextAndFileAreHere_HandsBothOn()
    {
        _world.Channel.Files.Answer = (_, _) => new FileSourceResult.NotNow("down");
        var first = await SendAsync("m0", "hello");
        await SettleAsync(first);
        _world.Upstream.Fail = o => o == "SendMessage" ? (ContactCenterFault.NotNow, false) : null;
        await SendAsync("m1", "look", new FileReference("image", "a"));
        _world.Upstream.State = ChatState.Idle;
        await SettleAsync(first);
        Assert.True(_world.Store.Head(first).IsFinished);
        Assert.Empty(_world.Store.Letters);

        _world.Upstream.Fail = _ => null;
        _world.Channel.Files.Answer = Here;
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await SettleAsync(await _world.ChatOfAsync());

        Assert.Equal(["look", "[image] image.jpg (2 kB) https://relay.example/…"], Texts);
        Assert.Empty(_world.Store.Letters);
    }

    /// <summary>The text was replayed while its file was still awaited. Then the file became a dead letter: its own replay brings it.</summary>
    [Fact]
    public async Task Replay_OfAFileWhoseTextWasReplayedBefore_BringsTheFile()
    {
        _world.Channel.Files.Answer = (_, _) => new FileSourceResult.NotNow("down");
        _world.Upstream.Fail = o => o == "SendMessage" ? (ContactCenterFault.Refused, false) : null;
        var chat = await SendAsync("m1", "look", new FileReference("image", "a"));
        await SettleAsync(chat);
        _world.Upstream.Fail = _ => null;
        Assert.True((await _world.Process.Replay.ReplayAsync(Assert.Single(_world.Store.Letters, l => l.Index == 1).Id, default)).Done);
        await SettleAsync(chat);
        await _world.Intake.EndAsync(chat, World.Center, EndReason.Customer, default);
        await SettleAsync(chat);
        await SettleAsync(chat);

        _world.Channel.Files.Answer = Here;
        Assert.True((await _world.Process.Replay.ReplayAsync(Assert.Single(_world.Store.Letters, l => l.Index == 1).Id, default)).Done);
        await SettleAsync(await _world.ChatOfAsync());

        Assert.Contains("[image] image.jpg (2 kB) https://relay.example/…", Texts);
    }

    /// <summary>The chat is gone at the contact centre before the text was sent and the file was fetched: one dead letter has both, and says why.</summary>
    [Fact]
    public async Task Chat_ThatIsGoneBeforeTextAndFileAreHere_KeepsBothWithTheReason()
    {
        _world.Channel.Files.Answer = (_, _) => new FileSourceResult.NotNow("down");
        var chat = await SendAsync("m0", "hello");
        await SettleAsync(chat);
        _world.Upstream.Fail = o => o == "SendMessage" ? (ContactCenterFault.NotReached, false) : null;
        await SendAsync("m1", "look", new FileReference("image", "a"));
        _world.Upstream.Fail = _ => (ContactCenterFault.ChatGone, false);
        await SettleAsync(chat);

        var letter = Assert.Single(_world.Store.Letters, l => !l.Files.IsEmpty);
        Assert.Contains("UpstreamGone", letter.Reason, StringComparison.Ordinal);
        Assert.True(_world.Store.Head(chat).IsFinished);
    }

    /// <summary>A chat that takes no more, and a contact centre that is closed: the message becomes a dead letter with its file, and a replay brings both.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_ThatIsNotTaken_KeepsItsFileInItsDeadLetter(bool closed)
    {
        if (closed)
        {
            _world.Upstream.Hours = new OpeningHours(TimeZoneInfo.Utc, [], _ => false) { Refuses = true };
        }
        else
        {
            _world.Upstream.Fail = o => o == "SendMessage" ? (ContactCenterFault.NotReached, false) : null;
            for (var i = 0; i < Chat.MaxUnechoed; i++)
            {
                await SendAsync($"m{i}", "x");
            }
        }

        Assert.Equal(closed ? PostResult.Closed : PostResult.TooMany, await _world.ChannelIntake.ReceiveAsync(Message("last", "look", [new("image", "a")]), default));
        var chat = await _world.ChatOfAsync();
        await SettleAsync(chat);
        Assert.Equal(0, _world.Channel.Files.Asked);
        Assert.Equal(new FileReference("image", "a"), Assert.Single(Assert.Single(_world.Store.Letters).Files));
        Assert.Empty(_world.Store.Head(chat).PendingFiles);

        (_world.Upstream.Hours, _world.Upstream.Fail) = (null, _ => null);
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await SettleAsync(chat);
        Assert.True((await _world.Process.Replay.ReplayAsync(_world.Store.Letters[0].Id, default)).Done);
        await SettleAsync(await _world.ChatOfAsync());
        Assert.Equal(["look", "[image] image.jpg (2 kB) https://relay.example/…"], Texts.TakeLast(2));
    }

    /// <summary>The agent closes before a file that is here was sent: the next chat gets its link.</summary>
    [Fact]
    public void Again_OfAFilesEntry_HoldsTheLink()
    {
        var (chat, entry) = Chat.Open(ChatIds.New(), new ChatOpening("c", "Ann", "x") { Channel = World.AddressOf() }, default)
            .Bring("image", new ChatFile("a.jpg", "image/jpeg", 10, "x", "1-0"), default);
        Assert.Equal("[image] a.jpg (10 bytes) https://relay.example/1-0", InboundMessage.Again(chat, entry, "k", [], World.Links).Text);
    }

    [Fact]
    public async Task Message_WhereFilesAreOff_IsKeptWithItsLinksAndTheCustomerIsToldOnce()
    {
        _world.FileOptions.Enabled = false;
        var chat = await SendAsync("m1", "look", new FileReference("image", "a"));
        await SendAsync("m2", "again", new FileReference("image", "a"));
        await SettleAsync(chat);

        Assert.Equal(["[image] look (media id a)", "[image] again (media id a)"], Texts);
        Assert.Equal("Files can't be accepted here. Please describe in words what is in your file.", Assert.Single(_world.Channel.Sent).Text);
        Assert.Equal(0, _world.Channel.Files.Asked);
    }

    /// <summary>A file whose reading waits, and that tells when it is read and when it is done.</summary>
    private sealed class Held(Stream content, Task go, Action<int> reading) : ReadingStream
    {
        private bool _began;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_began)
            {
                _began = true;
                reading(1);
            }

            await go;
            return await content.ReadAsync(buffer, cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            reading(_began ? -1 : 0);
            base.Dispose(disposing);
        }
    }

    private static FileSourceResult Here(FileReference file, int asked) => new FileSourceResult.Opened(new MemoryStream(Samples.Jpeg()));

    /// <summary>What the agent has, in order; the links without their numbers.</summary>
    private List<string> Texts => [.. _world.Upstream.CustomersTexts.Select(t => t.Contains("relay.example/", StringComparison.Ordinal) ? t[..(t.LastIndexOf('/') + 1)] + "…" : t)];

    private static InboundMessage Message(string id, string text, ImmutableArray<FileReference> files, string address = "+1") =>
        new(World.AddressOf(address), World.Center, id, $"[image] {text} (media id a)", "Ann", "sms main") { Files = files, TextBeside = text };

    private async Task<string> SendAsync(string id, string text, params ImmutableArray<FileReference> files)
    {
        Assert.InRange(await _world.ChannelIntake.ReceiveAsync(Message(id, text, files), default), PostResult.Accepted, PostResult.Duplicate);
        return await _world.ChatOfAsync();
    }

    /// <summary>The file that the transcript names is in the store.</summary>
    private async Task<bool> IsThereAsync(string chat) =>
        _world.Files.All.ContainsKey((chat, (await _world.Store.ReadAsync(chat, 1, 99, default)).Single(e => !e.Files.IsEmpty).Files[0].Part));

    /// <summary>Turns until what they began is done and sent.</summary>
    private async Task SettleAsync(string chat)
    {
        for (var i = 0; i < 3; i++)
        {
            await _world.TurnAsync(chat);
            await _world.Process.Files.SettleAsync();
        }

        await _world.TurnAsync(chat);
    }
}
