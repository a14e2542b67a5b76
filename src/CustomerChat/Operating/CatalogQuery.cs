namespace CustomerChat.Operating;

/// <summary>Which chats to search for. A property that is null does not restrict the search.</summary>
public sealed record CatalogQuery
{
    /// <summary>True: only open chats. False: only ended chats.</summary>
    public bool? Open { get; init; }

    public string? ContactCenterId { get; init; }

    /// <summary>The channel's name, such as <c>sms</c>; <c>web</c> means chats without a channel.</summary>
    public string? Channel { get; init; }

    /// <summary>The channel's account.</summary>
    public string? Account { get; init; }

    /// <summary>The customer's address in the channel, exactly as the provider gives it.</summary>
    public string? Address { get; init; }

    public DateTimeOffset? OpenedAfter { get; init; }

    public DateTimeOffset? OpenedBefore { get; init; }
}

/// <summary>One page of the chats that a search found.</summary>
/// <param name="Chats">The chats' ids, and what the catalogue knows about them.</param>
/// <param name="Continuation">Where the next page begins; null = this is the last page.</param>
public sealed record CatalogPage(IReadOnlyList<CatalogEntry> Chats, string? Continuation);

/// <summary>A chat in the catalogue.</summary>
/// <param name="ChatId">The id of the chat.</param>
/// <param name="IsOpen">Whether the chat is noted as open.</param>
/// <param name="HeartbeatAt">When an engine last wrote a heartbeat for the chat; null = never. Only engines that need heartbeats write them.</param>
public sealed record CatalogEntry(string ChatId, bool IsOpen, DateTimeOffset? HeartbeatAt);
