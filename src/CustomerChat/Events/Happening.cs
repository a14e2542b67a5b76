namespace CustomerChat.Events;

/// <summary>Something that happened to a chat, before it is known which endpoints get it.</summary>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="Index">The index of the entry that it is about; 0 = the chat itself.</param>
/// <param name="Detail"><inheritdoc cref="LifecycleEvent.Detail" path="/summary"/></param>
public sealed record Happening(string Type, long Index = 0, string? Detail = null)
{
    /// <inheritdoc cref="LifecycleEvent.Upstream"/>
    public UpstreamPlace? Upstream { get; init; }

    /// <inheritdoc cref="LifecycleEvent.Repeats"/>
    public long? Repeats { get; init; }

    /// <inheritdoc cref="LifecycleEvent.Serial"/>
    public string? Serial { get; init; }
}
