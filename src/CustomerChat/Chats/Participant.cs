namespace CustomerChat.Chats;

/// <summary>Somebody who takes part in a chat.</summary>
/// <param name="Nickname">The name that the others see.</param>
/// <param name="ParticipantId">The id that the contact centre gave; unique within the chat.</param>
/// <param name="Type">On which side the participant stands.</param>
public sealed record Participant(string Nickname, string ParticipantId, ParticipantType Type);
