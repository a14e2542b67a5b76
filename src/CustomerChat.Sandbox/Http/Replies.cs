using System.Globalization;
using CustomerChat.Sandbox.Chats;
using CustomerChat.Sandbox.Events;

namespace CustomerChat.Sandbox.Http;

/// <summary>The sandbox's replies, in the form of the API.</summary>
internal static class Replies
{
    private static readonly string[] Capabilities = ["SendMessage", "SendStartTypingNotification", "SendStopTypingNotification", "Complete"];

    public static IResult Ok { get; } = TypedResults.Json(new { statusCode = 0 });

    public static IResult From(ChatFailure? failure) =>
        failure is null ? Ok : TypedResults.Json(new { statusCode = failure.StatusCode, statusMessage = failure.Message }, statusCode: failure.Status);

    public static IResult CustomersChat(SandboxChat chat) => TypedResults.Json(new
    {
        chat = new
        {
            id = chat.Id,
            state = chat.State,
            capabilities = chat.State == SandboxChat.Idle ? [] : Capabilities,
            participants = chat.Participants.Select(Participant),
        },
        statusCode = 0,
    });

    public static IResult CustomersMessages(IEnumerable<SandboxMessage> messages) => TypedResults.Json(new
    {
        messages = messages.Select(m => new
        {
            index = m.Index,
            type = m.Type,
            from = Participant(m.From),
            text = m.Text,
            noticeText = m.NoticeText,
            url = m.Url,
        }),
        statusCode = 0,
    });

    public static IResult AgentsMessages(IEnumerable<SandboxMessage> messages, IReadOnlyDictionary<long, MessageNews> deliveries) => TypedResults.Json(new
    {
        messages = messages.Select(m => new
        {
            index = m.Index,
            type = m.Type,
            from = Participant(m.From),
            text = m.Text,
            noticeText = m.NoticeText,
            url = m.Url,
            delivery = deliveries.GetValueOrDefault(m.Index) is { State: { } state } news ? new { state = state.ToString(), reason = news.Reason } : null,
            visibility = m.ForAgents ? "Agents" : "All",
            timestamp = m.At.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) + "+0000",
            timestampSeconds = m.At.ToUnixTimeMilliseconds(),
        }),
        statusCode = 0,
    });

    public static object AgentsChat(SandboxChat chat, CustomerNews? customer, DateTimeOffset now) => new
    {
        id = chat.Id,
        state = chat.State,
        nickname = chat.Nickname,
        subject = chat.Subject,
        queue = chat.Queue,
        agent = chat.Agent,
        userData = chat.UserData.Where(d => d.Key != RelayNews.ChatKey).ToDictionary(),
        consent = customer?.Consent is null ? null : new { state = customer.Consent, scope = customer.Scope },
        isBlocked = customer?.IsBlocked is true,
        disposition = chat.Disposition,
        openedAt = chat.OpenedAt,
        endedAt = chat.EndedAt,
        waitingSeconds = chat.State == SandboxChat.Waiting ? (int)(now - chat.WaitingSince).TotalSeconds : 0,
        participants = chat.Participants.Select(Participant),
    };

    private static object Participant(SandboxParticipant participant) => new
    {
        nickname = participant.Nickname,
        participantId = participant.ParticipantId,
        type = participant.Type,
    };
}
