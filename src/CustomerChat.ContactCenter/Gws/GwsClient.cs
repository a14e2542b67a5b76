using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net.Http.Json;
using CustomerChat.Chats;
using CustomerChat.ContactCenter.Http;
using CustomerChat.Hours;
using CustomerChat.Turn;

namespace CustomerChat.ContactCenter.Gws;

/// <summary>
/// Client of one contact centre's Customer Chat API. The API is anonymous: no request carries an <c>Authorization</c> header. A chat's handle is its path.
/// </summary>
internal sealed class GwsClient(CenterHttp http, string contactCenterId, ContactCenterOptions options, TimeProvider time) : IContactCenter
{
    /// <summary>Header that names the contact centre on every request.</summary>
    public const string ContactCenterIdHeader = "ContactCenterId";

    private readonly Denials _denials = Denials.OfChats(time);
    private readonly Denials _refusedTexts = Denials.OfTexts(time);

    public TimeSpan Timeout => http.Timeout;

    public TimeSpan OpenTimeout => http.OpenTimeout;

    /// <summary>0: the Customer Chat API takes no files.</summary>
    public long MaxFile => 0;

    public bool LogMayRestart => false;

    public HandOverRule? HandOver { get; } = options.HandOver;

    public OpeningHours? Hours { get; } = options.Opening;

    public Task<UpstreamHandle?> ReserveAsync(ChatOpening opening, CancellationToken cancellationToken) => Task.FromResult<UpstreamHandle?>(null);

    public async Task<UpstreamHandle> RequestChatAsync(ChatOpening opening, UpstreamHandle? reserved, CancellationToken cancellationToken)
    {
        var request = new OperationRequest("RequestChat")
        {
            Nickname = opening.Nickname,
            Subject = opening.Subject,
            Endpoint = opening.Endpoint,
            UserData = opening.UserData.IsEmpty ? null : opening.UserData,
        };
        var reply = await SendAsync(HttpMethod.Post, options.Root, request, r => !string.IsNullOrEmpty(r.Id), cancellationToken);
        var path = string.IsNullOrEmpty(reply.Path) ? GwsPath.OfChat(reply.Id!) : reply.Path;
        return GwsPath.TryResolve(options.BaseAddress!, path, out _)
            ? new(path)
            : throw new ContactCenterException(ContactCenterFault.Refused, "The contact centre gave a path that is not a rooted path on its own host.");
    }

    public async Task<UpstreamHandle> SendMessageAsync(UpstreamHandle chat, UpstreamText text, CancellationToken cancellationToken)
    {
        await _refusedTexts.TryAsync(chat.Value, text, () => http.WithinAsync(token => SendAsync(chat, text, token), cancellationToken));
        return chat;
    }

    private async Task<Reply> SendAsync(UpstreamHandle chat, UpstreamText text, CancellationToken cancellationToken)
    {
        try
        {
            return await OperateAsync(chat, new OperationRequest("SendMessage") { Text = text.Text }, cancellationToken);
        }
        catch (ContactCenterException e) when (e is { IsOfAGateway: true, Fault: ContactCenterFault.NotNow or ContactCenterFault.Refused })
        {
            // The text is sent again only after a read of the messages (UpstreamSender): the gateway may have refused the answer and not the request, and an echo carries
            // no id.
            throw !await GoesOnAsync(chat, cancellationToken) ? e.As(ContactCenterFault.NotNow)
                : e.Fault == ContactCenterFault.Refused ? e
                : e.As(_refusedTexts.FaultOf(chat.Value, text));
        }
    }

    /// <summary>Whether the chat can be read and has not ended.</summary>
    private async Task<bool> GoesOnAsync(UpstreamHandle chat, CancellationToken cancellationToken)
    {
        try
        {
            return (await GetChatAsync(chat, _ => { }, cancellationToken)).State != ChatState.Idle;
        }
        catch (ContactCenterException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public Task SendTypingAsync(UpstreamHandle chat, bool started, CancellationToken cancellationToken) =>
        OperateAsync(chat, new OperationRequest(started ? "SendStartTypingNotification" : "SendStopTypingNotification"), cancellationToken);

    public async Task<UpstreamRead?> CompleteAsync(UpstreamHandle chat, UpstreamPosition? from, CancellationToken cancellationToken)
    {
        try
        {
            await OperateAsync(chat, new OperationRequest("Complete"), cancellationToken);
        }
        catch (ContactCenterException e) when (from is not null && (e.ChatIsGone || e.Fault is ContactCenterFault.NotNow or ContactCenterFault.Refused))
        {
            // The chat has already ended at the contact centre. Its last messages may still be readable.
        }

        try
        {
            return from is { } position ? new(await GetMessagesAsync(chat, position.NextIndex, null, cancellationToken)) { Participants = [] } : null;
        }
        catch (ContactCenterException)
        {
            return null;
        }
    }

    /// <summary>
    /// Reads the state and the messages at the same time. Throws <see cref="ContactCenterFault.ChatGone"/> when the contact centre has denied both in several polls
    /// in a row.
    /// </summary>
    public async Task<UpstreamRead> ReadAsync(UpstreamHandle chat, UpstreamPosition from, CancellationToken cancellationToken)
    {
        var poll = new ConcurrentBag<bool>();
        var state = GetChatAsync(chat, poll.Add, cancellationToken);
        var reading = GetMessagesAsync(chat, from.NextIndex, poll.Add, cancellationToken);
        await Task.WhenAll(state, reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (poll.Count == 2 && poll.All(denied => denied))
        {
            if (_denials.AreEnough(chat.Value))
            {
                throw new ContactCenterException(ContactCenterFault.ChatGone, "The contact centre has denied the chat in several polls in a row.");
            }
        }
        else if (poll.Contains(false))
        {
            _denials.Forget(chat.Value);
        }

        var (seen, messages) = (await state, await reading);
        if (seen.State == ChatState.Idle)
        {
            try
            {
                // The state and the messages were read at the same time. The last messages may have come between the two reads.
                var last = await GetMessagesAsync(chat, messages.IsEmpty ? from.NextIndex : messages[^1].Index + 1, null, cancellationToken);
                messages = messages.AddRange(last);
            }
            catch (ContactCenterException)
            {
                // The relay keeps the messages that it has read. The next poll reports again that the chat has ended.
                return new(messages) { Participants = seen.Participants };
            }
        }

        return new(messages) { State = seen.State, Participants = seen.Participants };
    }

    private async Task<(ChatState State, ImmutableArray<Participant> Participants)> GetChatAsync(
        UpstreamHandle chat, Action<bool> denied, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(HttpMethod.Get, chat.Value, null, r => r.Chat is not null, cancellationToken, denied, chat);
        return ReplyReader.Chat(reply.Chat!);
    }

    private async Task<ImmutableArray<UpstreamMessage>> GetMessagesAsync(
        UpstreamHandle chat, long fromIndex, Action<bool>? denied, CancellationToken cancellationToken)
    {
        // The request always has an index, and the index is at least 1. Without an index, entries are lost when a reply is lost. Some servers answer index=0 with
        // no entries.
        var reply = await SendAsync(
            HttpMethod.Get, GwsPath.Messages(chat.Value, Math.Max(fromIndex, 1)), null, r => r.Messages is not null, cancellationToken, denied, chat);
        var messages = ReplyReader.Messages(reply.Messages!);
        return HandOver is null ? messages : [.. messages.Select(m => m with { AsksHandOver = m.IsCustomersText && HandOver.IsAskedBy(m.Text) })];
    }

    private Task<Reply> OperateAsync(UpstreamHandle chat, OperationRequest request, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, chat.Value, request, _ => true, cancellationToken);

    private Task<Reply> SendAsync(
        HttpMethod method,
        string path,
        OperationRequest? operation,
        Func<Reply, bool> isComplete,
        CancellationToken cancellationToken,
        Action<bool>? denied = null,
        UpstreamHandle? chat = null)
    {
        if (!GwsPath.TryResolve(options.BaseAddress!, path, out var address))
        {
            throw new ContactCenterException(
                path is ['{', ..] ? ContactCenterFault.NotNow : ContactCenterFault.Refused, "The chat's path is not a rooted path on the contact centre's host.");
        }

        var request = new HttpRequestMessage(method, address);
        request.Headers.Add(ContactCenterIdHeader, contactCenterId);
        if (operation is not null)
        {
            request.Content = JsonContent.Create(operation, RequestContext.Default.OperationRequest);
        }

        var name = operation?.OperationName ?? (path.Contains("/messages", StringComparison.Ordinal) ? "GetMessages" : "GetChat");
        return http.SendAsync(name, request, Read, cancellationToken, isOpening: name == "RequestChat");

        Reply Read(CenterAnswer answer)
        {
            // Some real servers answer 500 with status code 0 and nothing else. Then it is unknown whether a post took effect, so the answer is not a success.
            var complete = method == HttpMethod.Post && answer.Code >= 500 ? r => !string.IsNullOrEmpty(r.Id) : isComplete;
            try
            {
                var reply = ReplyReader.Read(answer.Status, answer.Body, complete, answer.RetryAfter);
                denied?.Invoke(false);
                return reply;
            }
            catch (ContactCenterException e) when (denied is not null && !e.ChatIsGone && ReplyReader.DeniesChat(answer.Status, answer.Body, chat!.Value))
            {
                denied(true);
                throw;
            }
        }
    }
}
