namespace CustomerChat.EndToEnd.Channels;

/// <summary>How a provider fails.</summary>
internal sealed record ProviderFault(int Status, string Body)
{
    public string? RetryAfter { get; init; }

    public bool Drop { get; init; }

    /// <summary>It took the message, and its answer got lost.</summary>
    public bool TakenAllTheSame { get; init; }
}
