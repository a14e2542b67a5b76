namespace CustomerChat.Sandbox.Events;

/// <summary>What the relay has told of one message. Immutable.</summary>
/// <param name="Index">Its index here; null = it is found by <paramref name="Key"/>, or not known.</param>
/// <param name="Key">By which the relay knows a message without an index.</param>
/// <param name="Number">How often the chat had been handed over when the message came: it tells the chats here apart.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Reason">Why it failed.</param>
internal sealed record MessageNews(long? Index = null, string? Key = null, int Number = 0, DeliveryState? State = null, string? Reason = null)
{
    /// <summary>Which message it is here, is known.</summary>
    public bool IsPlaced => Index is not null || Key is not null;

    /// <summary>With one more event. What the customer has is not taken back, whatever comes late; a message that failed may be sent again with success.</summary>
    public MessageNews With(RelayEvent told) => told.Type switch
    {
        "message.sent" => this with { Index = told.UpstreamIndex ?? Index, Key = told.UpstreamKey ?? Key, Number = told.UpstreamNumber, State = State ?? DeliveryState.Sent },
        "message.delivered" when State != DeliveryState.Read => this with { State = DeliveryState.Delivered, Reason = null },
        "message.read" => this with { State = DeliveryState.Read, Reason = null },
        "message.failed" when State is not (DeliveryState.Delivered or DeliveryState.Read) => this with { State = DeliveryState.Failed, Reason = told.Reason },
        _ => this,
    };
}
