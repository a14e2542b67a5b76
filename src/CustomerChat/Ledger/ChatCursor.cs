namespace CustomerChat.Ledger;

/// <summary>How far GetMessages without <c>index</c> has given a transcript out.</summary>
/// <param name="Through">The last index that was given; 0 = none.</param>
/// <param name="Version">The version (ETag) by which it is moved; null = it has never been moved.</param>
public readonly record struct ChatCursor(long Through, string? Version);
