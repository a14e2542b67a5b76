using CustomerChat.Chats;

namespace CustomerChat.Events;

/// <summary>A lifecycle event as an endpoint gets it.</summary>
/// <param name="Id">The event's id, by which a receiver recognises a repeat.</param>
/// <param name="Event">The event.</param>
/// <param name="Chat">The chat in which it happened, as the chat is now.</param>
/// <param name="Text">The text of the event's entry, if the endpoint asks for texts; null = none.</param>
public sealed record EventMessage(string Id, LifecycleEvent Event, Chat Chat, string? Text);
