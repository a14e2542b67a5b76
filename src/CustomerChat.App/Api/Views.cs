using System.Globalization;
using CustomerChat.Chats;

namespace CustomerChat.App.Api;

/// <summary>Chats and entries as the Customer Chat API shows them. Pure.</summary>
internal static class Views
{
    private static readonly string[] OpenCapabilities =
        ["SendMessage", "SendStartTypingNotification", "SendStopTypingNotification", "Complete"];

    public static ChatReply Chat(Chat chat) => new(
        chat.Id,
        chat.State.ToString(),
        chat.State == ChatState.Idle ? [] : OpenCapabilities,
        [.. chat.Participants.Select(Participant)]);

    public static MessageReply Message(ChatEntry entry)
    {
        var isNotice = entry.Type is EntryType.CustomNotice or EntryType.NicknameUpdated;
        return new MessageReply(entry.Index, entry.Type.ToString(), Participant(entry.From))
        {
            Text = isNotice ? null : entry.Readable,
            NoticeText = isNotice ? entry.Text : null,
            Url = entry.Url,
            Timestamp = entry.At.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) + entry.At.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal),
            TimestampSeconds = entry.At.ToUnixTimeMilliseconds(),
        };
    }

    private static ParticipantReply Participant(Participant participant) =>
        new(participant.Nickname, participant.ParticipantId, participant.Type.ToString());
}
