using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Turn;

/// <summary>What the contact centre says of a chat.</summary>
public sealed record UpstreamChat(ChatState State, ImmutableArray<Participant> Participants);
