namespace CustomerChat.SelfHost.Runtime;

/// <summary>A chat whose turn is due.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="Failures">How many of its polls have failed in a row.</param>
/// <param name="Reread">What this process knows of it is out of date.</param>
/// <param name="Lag">For how long it has been due.</param>
/// <param name="Ticket">Which handing-out this is: a chat that was dropped and came back meanwhile has another.</param>
internal readonly record struct DueChat(string ChatId, int Failures, bool Reread, TimeSpan Lag, long Ticket);
