using System.Collections.Immutable;
using CustomerChat.Files;

namespace CustomerChat.Intake;

/// <summary>What of a message becomes one entry.</summary>
/// <param name="Text">The text.</param>
/// <param name="Key">The idempotency key.</param>
/// <param name="Files">The files to be fetched: those of the message, with its first part.</param>
public sealed record InboundPart(string Text, string Key, ImmutableArray<FileReference> Files);
