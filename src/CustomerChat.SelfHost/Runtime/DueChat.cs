namespace CustomerChat.SelfHost.Runtime;

/// <summary>A chat whose turn is due.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="Failures">How many of its polls have failed in a row.</param>
/// <param name="Reread">What this process knows of it is out of date.</param>
/// <param name="Lag">For how long it has been due.</param>
internal readonly record struct DueChat(string ChatId, int Failures, bool Reread, TimeSpan Lag);
