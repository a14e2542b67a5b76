namespace CustomerChat.SelfHost.Runtime;

/// <summary>A chat whose turn is due.</summary>
/// <param name="Failures">How many of the chat's polls have failed in a row.</param>
/// <param name="Reread">True = another process may have changed the chat, so the turn must read it from the store again.</param>
/// <param name="Lag">How long the turn has been due.</param>
/// <param name="Ticket">The number of this hand-out. A chat that was dropped and added again meanwhile has another number.</param>
internal readonly record struct DueChat(string ChatId, int Failures, bool Reread, TimeSpan Lag, long Ticket);
