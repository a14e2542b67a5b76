namespace CustomerChat.Chats;

/// <summary>Somebody who takes part in a chat.</summary>
/// <param name="Nickname">The name that the other participants see.</param>
/// <param name="ParticipantId">The id that the contact centre gave; it is unique within the chat.</param>
/// <param name="Type">Which side the participant is on.</param>
public sealed record Participant(string Nickname, string ParticipantId, ParticipantType Type)
{
    /// <summary>The most UTF-16 units of a name or an id that are kept.</summary>
    private const int MaxLength = 256;

    /// <summary>The same participant, with the name and the id cut so that a row can hold them.</summary>
    public Participant Bounded() => Nickname.Length <= MaxLength && ParticipantId.Length <= MaxLength
        ? this
        : this with { Nickname = Texts.Split(Nickname, MaxLength).FirstOrDefault(""), ParticipantId = Texts.Split(ParticipantId, MaxLength).FirstOrDefault("") };
}
