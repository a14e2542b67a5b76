using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CustomerChat.Chats;
using CustomerChat.Turn;

namespace CustomerChat.ContactCenter.Gws;

/// <summary>Reads the replies of the Customer Chat API, and tolerates mistakes that real servers make. Pure.</summary>
internal static partial class ReplyReader
{
    /// <summary>How much of an error's text is searched, in bytes.</summary>
    private const int MaxText = 4_096;

    /// <summary>The shortest id that is searched for: a shorter one occurs in many texts by chance.</summary>
    private const int MinId = 8;

    /// <summary>Reads a reply. If the request failed, throws an exception that says in which way.</summary>
    /// <param name="isComplete">Whether a reply holds everything that its operation returns. Then a 5xx with status code 0 is a success.</param>
    /// <param name="retryAfter">How long the contact centre asks to wait before the next request; null = it does not ask.</param>
    public static Reply Read(HttpStatusCode status, ReadOnlySpan<byte> body, Func<Reply, bool> isComplete, TimeSpan? retryAfter)
    {
        var reply = Parse(body);
        var ok = (int)status is >= 200 and < 300;
        return reply switch
        {
            { StatusCode: null or 0 } when ok && isComplete(reply) => reply,
            { StatusCode: 0 } when (int)status >= 500 && isComplete(reply) => reply,
            _ => throw new ContactCenterException(Fault(status, reply), Describe(status, reply))
            {
                // 409 is about the chat's state.
                IsOfAGateway = CodeOf(reply) is null or 0 && (int)status != 409,
                RetryAfter = retryAfter,
            },
        };
    }

    public static (ChatState State, ImmutableArray<Participant> Participants) Chat(GwsChatReply chat) => (
        Enum.TryParse<ChatState>(chat.State, ignoreCase: true, out var state) ? state : ChatState.Chatting,
        [.. (chat.Participants ?? []).Select(Participant)]);

    /// <summary>The messages that a customer may see, by ascending index. Messages of an unknown type without a text are omitted.</summary>
    public static ImmutableArray<UpstreamMessage> Messages(IReadOnlyList<MessageReply> messages) =>
    [
        .. messages
            .Where(m => m is { Index: > 0 } && !string.Equals(m.Visibility, "Agents", StringComparison.OrdinalIgnoreCase))
            .OrderBy(m => m.Index)
            .DistinctBy(m => m.Index)
            .Select(Message)
            .OfType<UpstreamMessage>(),
    ];

    private static UpstreamMessage? Message(MessageReply message)
    {
        var from = Participant(message.From ?? new ParticipantReply(null, null, null));
        var text = message.Text ?? message.NoticeText;
        return Enum.TryParse<EntryType>(message.Type, ignoreCase: true, out var type) && Enum.IsDefined(type)
            ? new UpstreamMessage(message.Index, type, from, text, message.Url)
            : text is null ? null : new UpstreamMessage(message.Index, EntryType.Notice, from, text, message.Url);
    }

    private static Participant Participant(ParticipantReply participant) => new(
        participant.Nickname ?? "",
        participant.ParticipantId ?? "",
        Enum.TryParse<ParticipantType>(participant.Type, ignoreCase: true, out var type) && Enum.IsDefined(type) ? type : ParticipantType.External);

    private static Reply? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ReplyContext.Default.Reply);
        }
        catch (JsonException)
        {
            // The body is plain text or a gateway's page. The HTTP status shows what happened.
            return null;
        }
    }

    /// <summary>
    /// Whether an answer to a read may mean that the contact centre does not know the chat, although the answer does not say so in the API's words. There are two
    /// such answers. The first refuses the request for good: in a read, only the path can be wrong. The second has a text that names the chat's id and says that the
    /// chat does not exist. The second does not count with a status that is about something else: the caller (401, 403, 407), a timeout (408), the request rate
    /// (429), or a gateway that reaches no server (502 to 504).
    /// </summary>
    public static bool DeniesChat(HttpStatusCode status, ReadOnlySpan<byte> body, string path) =>
        Fault(status, Parse(body)) == ContactCenterFault.Refused
        || ((int)status is not (401 or 403 or 407 or 408 or 429 or (>= 502 and <= 504)) && Names(Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxText)]), GwsPath.IdOf(path)));

    private static bool Names(string text, string id) =>
        id.Length >= MinId && text.Contains(id, StringComparison.OrdinalIgnoreCase) && NotThere().IsMatch(text);

    [GeneratedRegex("not found|unknown|no such|(?:does not|doesn't) exist|not exist|expired", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotThere();

    /// <summary>The API's status code, which has at most two digits; null = the reply has none. Some gateways repeat the HTTP status in a JSON body.</summary>
    private static int? CodeOf(Reply? reply) => reply?.StatusCode is >= 100 ? null : reply?.StatusCode;

    private static ContactCenterFault Fault(HttpStatusCode status, Reply? reply) => (CodeOf(reply), (int)status) switch
    {
        (6, _) or (_, 404 or 410) => ContactCenterFault.ChatGone,
        (2, _) or (_, 409) => ContactCenterFault.NotNow,
        (_, 429) => ContactCenterFault.Busy,

        // Wrong parameters (1, 10) stay wrong, so the request is refused for good. Faults that operators can mend (5 permission, 20 authentication) are retried.
        (1 or 10 or 11, < 500) or (null or 0, 400 or 413 or 415 or 422) => ContactCenterFault.Refused,
        (3 or 5 or 8 or 20, < 500) or (_, 401 or 403 or 405 or 407 or (>= 300 and < 400)) => ContactCenterFault.NotNow,
        _ => ContactCenterFault.Unclear,
    };

    private static string Describe(HttpStatusCode status, Reply? reply) =>
        $"The contact centre answered {(int)status} with status code {reply?.StatusCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}.";
}
