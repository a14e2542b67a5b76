namespace CustomerChat.Ledger;

/// <summary>The chat was erased under something that was being done to it: whoever does it stops.</summary>
internal sealed class ChatGoneException() : Exception("The chat was erased.");
