using System.Collections.Immutable;
using CustomerChat.Files;

namespace CustomerChat.Intake;

/// <summary>A part of a message that becomes one entry.</summary>
/// <param name="Key">The idempotency key: the provider's id of the message, with a number for the parts after the first.</param>
/// <param name="Files">The files to be fetched. All files of the message are in its first part.</param>
public sealed record InboundPart(string Text, string Key, ImmutableArray<FileReference> Files);
