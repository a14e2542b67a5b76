using System.Collections.Immutable;
using CustomerChat.Events;

namespace CustomerChat.Chats;

/// <content>The lifecycle events that endpoints have not got yet.</content>
public sealed partial record Chat
{
    /// <summary>
    /// The most events that may wait for one endpoint in the head, because every commit writes the head. The oldest events above this
    /// number become dead letters.
    /// </summary>
    public const int MaxEvents = 150;

    /// <summary>When the next event may be sent; null = no event waits.</summary>
    public DateTimeOffset? EventsDueAt => Events.IsEmpty ? null : Events.GroupBy(e => e.Endpoint).Min(g => g.First().After ?? g.First().At);

    /// <summary>Adds events that endpoints have not got yet. An event that waits already is not added again.</summary>
    internal Chat WithEvents(IEnumerable<LifecycleEvent> events)
    {
        var added = events.Where(e => !Events.Any(e.Is)).ToImmutableArray();
        return added.IsEmpty ? this : this with { Events = [.. Events, .. added] };
    }

    private Chat EventsSent(ImmutableArray<LifecycleEvent> events) =>
        Events.RemoveAll(e => events.Any(e.Is)) is var left && left.Length == Events.Length ? this : this with { Events = left };

    private Chat EventFailed(LifecycleEvent failed) =>
        Events.FirstOrDefault(failed.Is) is { } known && (known.After is null || known.After < failed.After) ? this with { Events = Events.Replace(known, failed) } : this;
}
