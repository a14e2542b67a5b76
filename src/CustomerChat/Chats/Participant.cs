namespace CustomerChat.Chats;

/// <summary>Somebody who takes part in a chat.</summary>
/// <param name="Nickname">The name that the others see.</param>
/// <param name="ParticipantId">The id that the contact centre gave; unique within the chat.</param>
/// <param name="Type">On which side the participant stands.</param>
public sealed record Participant(string Nickname, string ParticipantId, ParticipantType Type)
{
    /// <summary>The most of a name or id that is kept, in UTF-16 units.</summary>
    private const int MaxLength = 256;

    /// <summary>The same, with a name and an id that a row can hold.</summary>
    public Participant Bounded() => Nickname.Length <= MaxLength && ParticipantId.Length <= MaxLength
        ? this
        : this with { Nickname = Texts.Split(Nickname, MaxLength).FirstOrDefault(""), ParticipantId = Texts.Split(ParticipantId, MaxLength).FirstOrDefault("") };
}
