namespace CustomerChat.Chats;

/// <summary>A chat at a contact centre that was handed over to another: it is still to be completed there.</summary>
/// <param name="ContactCenterId">Where it is.</param>
/// <param name="Handle">By which it is found there.</param>
public sealed record LeftUpstream(string ContactCenterId, UpstreamHandle Handle);
