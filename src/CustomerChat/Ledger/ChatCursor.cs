namespace CustomerChat.Ledger;

/// <summary>How far GetMessages without <c>index</c> has returned a transcript.</summary>
/// <param name="Through">The last index that was returned; 0 = none.</param>
/// <param name="Version">The version (ETag) that a move of the cursor must name; null = the cursor has never been moved.</param>
public readonly record struct ChatCursor(long Through, string? Version);
