namespace CustomerChat.Chats;

/// <summary>The type of a transcript entry, in the terms of the Customer Chat API.</summary>
public enum EntryType
{
    Text,
    ParticipantJoined,
    ParticipantLeft,
    ParticipantRejoined,
    TypingStarted,
    TypingStopped,
    TranscriptSaveDone,
    Notice,
    PushUrl,
    CustomNotice,
    NicknameUpdated,
}
