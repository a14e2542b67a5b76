using System.Collections.Immutable;
using CustomerChat.Events;

namespace CustomerChat.Chats;

/// <content>Which lifecycle events are still to be told.</content>
public sealed partial record Chat
{
    /// <summary>More events than this do not wait in a head: it is written with every commit. The oldest become dead letters.</summary>
    public const int MaxEvents = 150;

    /// <summary>When the next event may be told; null = none waits.</summary>
    public DateTimeOffset? EventsDueAt => Events.IsEmpty ? null : Events.GroupBy(e => e.Endpoint).Min(g => g.First().After ?? g.First().At);

    /// <summary>Adds events that are still to be told; one that waits already is not added again.</summary>
    internal Chat WithEvents(IEnumerable<LifecycleEvent> events)
    {
        var added = events.Where(e => !Events.Any(e.Is)).ToImmutableArray();
        return added.IsEmpty ? this : this with { Events = [.. Events, .. added] };
    }

    private Chat Told(ImmutableArray<LifecycleEvent> events) =>
        Events.RemoveAll(e => events.Any(e.Is)) is var left && left.Length == Events.Length ? this : this with { Events = left };

    private Chat NotTold(LifecycleEvent failed) =>
        Events.FirstOrDefault(failed.Is) is { } known && (known.After is null || known.After < failed.After) ? this with { Events = Events.Replace(known, failed) } : this;
}
