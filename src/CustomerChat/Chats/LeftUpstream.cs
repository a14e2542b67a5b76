namespace CustomerChat.Chats;

/// <summary>A chat at a contact centre that handed it over to another one. It is still to be completed at the first contact centre.</summary>
/// <param name="ContactCenterId">The contact centre that handed the chat over.</param>
/// <param name="Handle">The handle of the chat there.</param>
public sealed record LeftUpstream(string ContactCenterId, UpstreamHandle Handle);
