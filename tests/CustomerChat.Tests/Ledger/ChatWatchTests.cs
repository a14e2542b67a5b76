using CustomerChat.Chats;
using CustomerChat.Tests.Support;

namespace CustomerChat.Tests.Ledger;

public class ChatWatchTests
{
    private readonly World _world = new();

    [Fact]
    public async Task Wait_AfterACommitOfThisProcess_EndsAtOnce_AndTheNextOneDoesNot()
    {
        var chat = await _world.OpenAsync();
        using var watch = _world.Ledger.Watch(chat);
        await _world.PostAsync(chat, "hello");

        Assert.True(watch.WaitAsync(TimeSpan.FromMinutes(1), default).IsCompleted);
        var quiet = watch.WaitAsync(TimeSpan.FromMinutes(1), default);
        Assert.False(quiet.IsCompleted);
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await quiet;
    }

    [Fact]
    public async Task Wait_AfterAReadOfWhatAnotherProcessHasCommitted_EndsAtOnce()
    {
        var chat = await _world.OpenAsync();
        await _world.Ledger.GetAsync(chat, TimeSpan.Zero, default);
        using var watch = _world.Ledger.Watch(chat);
        await _world.Other().Intake.PostAsync(chat, World.Center, "by another host", null, default);
        var waiting = watch.WaitAsync(TimeSpan.FromMinutes(1), default);
        Assert.False(waiting.IsCompleted);

        await _world.Ledger.GetAsync(chat, TimeSpan.Zero, default);
        await waiting;
    }

    /// <summary>A finished chat is not remembered. Whoever reads it and waits would read it again and again, if each read were told as a change.</summary>
    [Fact]
    public async Task Wait_AfterAReadOfAFinishedChat_DoesNotEnd()
    {
        var chat = await _world.OpenAsync();
        await _world.TurnAsync(chat);
        await _world.Intake.CompleteAsync(chat, World.Center, default);
        await _world.TurnAsync(chat);
        await _world.TurnAsync(chat);
        Assert.True(_world.Store.Head(chat).IsFinished);
        using var watch = _world.Ledger.Watch(chat);

        Assert.Equal(ChatState.Idle, (await _world.Ledger.GetAsync(chat, TimeSpan.Zero, default))!.State);
        Assert.False(watch.WaitAsync(TimeSpan.FromMinutes(1), default).IsCompleted);
    }

    [Fact]
    public async Task Wait_OfAnErasedChat_Ends()
    {
        var chat = await _world.OpenAsync();
        using var watch = _world.Ledger.Watch(chat);
        var waiting = watch.WaitAsync(TimeSpan.FromMinutes(1), default);
        await _world.Process.Removal.RemoveAsync(chat, default);
        await waiting;
    }
}
