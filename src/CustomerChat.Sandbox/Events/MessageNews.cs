namespace CustomerChat.Sandbox.Events;

/// <summary>What the relay's events have reported about one message. Immutable.</summary>
/// <param name="Index">The message's index in the sandbox's chat; null = it is found by <paramref name="Key"/>, or not known.</param>
/// <param name="Key">The relay's key for a message without an index.</param>
/// <param name="Number">How often the chat had been handed over when the message came. By this number, the sandbox tells its chats of one relay chat apart.</param>
/// <param name="State">How far the message has got; null = not known.</param>
/// <param name="Reason">Why the delivery failed; null = it has not failed, or the reason is not known.</param>
internal sealed record MessageNews(long? Index = null, string? Key = null, int Number = 0, DeliveryState? State = null, string? Reason = null)
{
    /// <summary>Whether the message can be found in the sandbox's chat.</summary>
    public bool IsPlaced => Index is not null || Key is not null;

    /// <summary>
    /// The same with one more event. A late event does not undo that the customer has the message. A message that failed may succeed when it is sent again.
    /// </summary>
    public MessageNews With(RelayEvent told) => told.Type switch
    {
        "message.sent" => this with { Index = told.UpstreamIndex ?? Index, Key = told.UpstreamKey ?? Key, Number = told.UpstreamNumber, State = State ?? DeliveryState.Sent },
        "message.delivered" when State != DeliveryState.Read => this with { State = DeliveryState.Delivered, Reason = null },
        "message.read" => this with { State = DeliveryState.Read, Reason = null },
        "message.failed" when State is not (DeliveryState.Delivered or DeliveryState.Read) => this with { State = DeliveryState.Failed, Reason = told.Reason },
        _ => this,
    };
}
