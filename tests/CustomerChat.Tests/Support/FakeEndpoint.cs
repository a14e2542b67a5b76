using System.Collections.Immutable;
using CustomerChat.Delivery;
using CustomerChat.Events;

namespace CustomerChat.Tests.Support;

/// <summary>An endpoint of lifecycle events in memory: what it was told, and what it answers.</summary>
internal sealed class FakeEndpoint(bool isConfigured = true) : IEventEndpoints, IEventEndpoint
{
    public ImmutableArray<IEventEndpoint> All => !isConfigured ? [] : Beside is null ? [this] : [this, Beside];

    /// <summary>Another endpoint; null = this one is alone.</summary>
    public FakeEndpoint? Beside { get; init; }

    public string Name { get; init; } = "crm";

    public bool IncludesText { get; init; }

    public ImmutableArray<TimeSpan> RetrySchedule { get; init; } = [TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5)];

    public ImmutableArray<string> Types { get; init; } = EventTypes.All;

    /// <summary>What it has taken, in order.</summary>
    public List<EventMessage> Took { get; } = [];

    public bool IsOn { get; private set; }

    public Func<EventMessage, DeliveryResult> Answer { get; set; } = m => new DeliveryResult.Accepted(m.Id);

    /// <summary>Called before and after it is told; throws to let the process die there.</summary>
    public Action<string> At { get; set; } = _ => { };

    /// <summary>Awaited before an event is taken: how long it takes.</summary>
    public Func<Task> Takes { get; set; } = () => Task.CompletedTask;

    public bool Wants(string type) => Types.Contains(type);

    public async Task<DeliveryResult> SendAsync(EventMessage message, CancellationToken cancellationToken)
    {
        At("before tell");
        await Takes();
        var answer = Answer(message);
        if (answer is DeliveryResult.Accepted)
        {
            Took.Add(message);
        }

        At("after tell");

        return answer;
    }

    public Task TurnOnAsync(CancellationToken cancellationToken)
    {
        IsOn = true;
        return Task.CompletedTask;
    }
}
