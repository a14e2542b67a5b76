namespace CustomerChat.Ledger;

/// <summary>The chat was erased while work on it was going on: the work stops.</summary>
internal sealed class ChatGoneException() : Exception("The chat was erased.");
