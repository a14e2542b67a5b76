using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Files;

namespace CustomerChat.Tests.Support;

/// <summary>A channel in memory: what it was given, and what it answers.</summary>
internal sealed class FakeChannel : IChannelSenders, IChannelSender, IFileSource
{
    public List<OutboundMessage> Sent { get; } = [];

    public int Typing { get; private set; }

    public Func<OutboundMessage, DeliveryResult> Answer { get; set; } = m => new DeliveryResult.Accepted("p-" + m.Id);

    /// <summary>Called before and after every effect; throws to let the process die there.</summary>
    public Action<string> At { get; set; } = _ => { };

    public int MaxText { get; set; } = 1_600;

    public ImmutableArray<TimeSpan> RetrySchedule { get; set; } = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)];

    public TimeSpan? AnswerWindow { get; set; }

    public bool HasTemplate { get; set; }

    public bool MarksRead { get; set; }

    public bool ReportsDelivery { get; set; } = true;

    /// <summary>The messages that were marked as read, with all before them.</summary>
    public List<string?> Read { get; } = [];

    public ChannelTexts Texts { get; set; } = new();

    public IChannelSender? Find(ChannelAddress address) => address.Account == "gone" ? null : this;

    /// <summary>Awaited before a message is taken: how long it takes.</summary>
    public Func<Task> Takes { get; set; } = () => Task.CompletedTask;

    public async Task<DeliveryResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        At("before send");
        await Takes().WaitAsync(cancellationToken);
        var answer = Answer(message);
        if (answer is DeliveryResult.Accepted)
        {
            Sent.Add(message);
        }

        At("after send");
        return answer;
    }

    /// <summary>What customers send.</summary>
    public FakeFileSource Files { get; } = new();

    public string? FileTypes => Files.FileTypes;

    public Task<FileSourceResult> OpenAsync(FileReference file, CancellationToken cancellationToken) => Files.OpenAsync(file, cancellationToken);

    public Task MarkReadAsync(ChannelAddress to, string? last, CancellationToken cancellationToken)
    {
        Read.Add(last);
        return Task.CompletedTask;
    }

    public Task ShowTypingAsync(ChannelAddress to, string? answered, CancellationToken cancellationToken)
    {
        Typing++;
        return Task.CompletedTask;
    }
}
