using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CustomerChat.Chats;
using CustomerChat.Turn;

namespace CustomerChat.ContactCenter.Gws;

/// <summary>From bytes to what the contact centre means, with the slips of real servers borne. Pure.</summary>
internal static partial class ReplyReader
{
    /// <summary>So much of an error's text is looked at, in bytes.</summary>
    private const int MaxText = 4_096;

    /// <summary>A shorter id stands in many a text by chance.</summary>
    private const int MinId = 8;

    /// <summary>Reads a reply, or says in which way the request failed.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body as it came.</param>
    /// <param name="isComplete">Whether a reply holds what its operation gives: then a 5xx with status code 0 is a success.</param>
    /// <param name="retryAfter">When the contact centre wants to be asked again.</param>
    public static Reply Read(HttpStatusCode status, ReadOnlySpan<byte> body, Func<Reply, bool> isComplete, TimeSpan? retryAfter)
    {
        var reply = Parse(body);
        var ok = (int)status is >= 200 and < 300;
        return reply switch
        {
            { StatusCode: null or 0 } when ok && isComplete(reply) => reply,
            { StatusCode: 0 } when (int)status >= 500 && isComplete(reply) => reply,
            _ => throw new ContactCenterException(Fault(status, reply), Describe(status, reply)) { RetryAfter = retryAfter },
        };
    }

    public static (ChatState State, ImmutableArray<Participant> Participants) Chat(GwsChatReply chat) => (
        Enum.TryParse<ChatState>(chat.State, ignoreCase: true, out var state) ? state : ChatState.Chatting,
        [.. (chat.Participants ?? []).Select(Participant)]);

    /// <summary>The messages that a customer may see, by ascending index. What nobody can show is left out.</summary>
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
            // Plain text, or a page of a gateway: the HTTP status tells.
            return null;
        }
    }

    /// <summary>
    /// Whether an answer to a read may mean that the chat is unknown, though it does not say so in the API's words: a read has nothing but its
    /// path that could be refused for good. Or its text names the chat and says that it is not there; but not
    /// where the answer is about something else: who asks, how often, or a gateway that reaches nobody (502 to 504).
    /// </summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body as it came.</param>
    /// <param name="path">The chat's path.</param>
    public static bool DeniesChat(HttpStatusCode status, ReadOnlySpan<byte> body, string path) =>
        Fault(status, Parse(body)) == ContactCenterFault.Refused
        || ((int)status is not (401 or 403 or 407 or 408 or 429 or (>= 502 and <= 504)) && Names(Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxText)]), GwsPath.IdOf(path)));

    private static bool Names(string text, string id) =>
        id.Length >= MinId && text.Contains(id, StringComparison.OrdinalIgnoreCase) && NotThere().IsMatch(text);

    [GeneratedRegex("not found|unknown|no such|(does not|doesn't) exist|not exist|expired", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotThere();

    private static ContactCenterFault Fault(HttpStatusCode status, Reply? reply) => (reply?.StatusCode, (int)status) switch
    {
        (6, _) or (_, 404 or 410) => ContactCenterFault.ChatGone,
        (2, _) or (_, 409) => ContactCenterFault.NotNow,
        (_, 429) => ContactCenterFault.Busy,

        // Parameters (1, 10) are wrong for good. What may be mended at the contact centre (5 permission, 20 authentication) is tried again.
        (1 or 10 or 11, < 500) or (null or 0, 400 or 413 or 415 or 422) => ContactCenterFault.Refused,
        (3 or 5 or 8 or 20, < 500) or (_, 401 or 403 or 405 or (>= 300 and < 400)) => ContactCenterFault.NotNow,
        _ => ContactCenterFault.Unclear,
    };

    private static string Describe(HttpStatusCode status, Reply? reply) =>
        $"The contact centre answered {(int)status} with status code {reply?.StatusCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}.";
}
