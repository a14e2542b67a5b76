namespace CustomerChat.EndToEnd.Channels;

/// <summary>A call of the relay to a provider.</summary>
internal sealed record ProviderCall(string Channel, string To, string Text, string Id, bool Authentic)
{
    public bool Taken { get; init; }

    /// <summary>The id that the provider gave the message in its answer; empty = it did not answer with one.</summary>
    public string MessageId { get; init; } = "";
}
