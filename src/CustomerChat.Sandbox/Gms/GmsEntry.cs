using System.Globalization;
using CustomerChat.Sandbox.Chats;

namespace CustomerChat.Sandbox.Gms;

/// <summary>An entry of a chat in GMS's form.</summary>
internal sealed record GmsEntry(long? Index, string Type, GmsParticipant From, long UtcTime)
{
    public string? Text { get; init; }

    public string? MessageType { get; init; }

    public IReadOnlyDictionary<string, string>? UserData { get; init; }

    public static GmsEntry Of(SandboxMessage message) => new(
        message.Index, message.Type == "Text" ? "Message" : message.Type, Participant(message.From), message.At.ToUnixTimeMilliseconds())
    {
        Text = message.Type == "NicknameUpdated" ? null : message.Text ?? message.NoticeText ?? (message.File is null ? message.Url : null),
        MessageType = message.MessageType,
        UserData = message.File is { } file
            ? new Dictionary<string, string> { ["file-id"] = file.Id, ["file-name"] = file.Name, ["file-size"] = file.Bytes.Length.ToString(CultureInfo.InvariantCulture) }
            : null,
    };

    /// <summary>A notice of the server itself. It is in no transcript, so it has no index.</summary>
    public static GmsEntry Notice(string text, DateTimeOffset at) => new(null, "Notice", new GmsParticipant("system", 0, "External"), at.ToUnixTimeMilliseconds()) { Text = text };

    private static GmsParticipant Participant(SandboxParticipant participant) => new(
        participant.Nickname, int.Parse(participant.ParticipantId, CultureInfo.InvariantCulture), participant.Type == "Customer" ? "Client" : participant.Type);
}
