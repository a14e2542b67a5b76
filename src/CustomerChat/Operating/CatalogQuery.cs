namespace CustomerChat.Operating;

/// <summary>Which chats are looked for; what is null does not count.</summary>
public sealed record CatalogQuery
{
    /// <summary>True: open ones. False: ended ones.</summary>
    public bool? Open { get; init; }

    public string? ContactCenterId { get; init; }

    /// <summary>The channel's name, such as <c>sms</c>; <c>web</c> for chats without one.</summary>
    public string? Channel { get; init; }

    /// <summary>The channel's account.</summary>
    public string? Account { get; init; }

    /// <summary>The customer's address in the channel, exactly as the provider gives it.</summary>
    public string? Address { get; init; }

    public DateTimeOffset? OpenedAfter { get; init; }

    public DateTimeOffset? OpenedBefore { get; init; }
}

/// <summary>Some chats of a search.</summary>
/// <param name="Chats">Their ids with what the catalogue knows of them.</param>
/// <param name="Continuation">Where to go on; null = that was all.</param>
public sealed record CatalogPage(IReadOnlyList<CatalogEntry> Chats, string? Continuation);

/// <summary>A chat in the catalogue.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="IsOpen">Whether it is among the open ones.</param>
/// <param name="HeartbeatAt">When an engine last wrote a heartbeat for it; null = never. Only engines that need heartbeats write them.</param>
public sealed record CatalogEntry(string ChatId, bool IsOpen, DateTimeOffset? HeartbeatAt);
