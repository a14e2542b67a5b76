using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using CustomerChat.Chats;
using CustomerChat.ContactCenter.Protocol;
using CustomerChat.Turn;

namespace CustomerChat.ContactCenter;

/// <summary>Client of one contact centre's Customer Chat API. Anonymous: no request carries an <c>Authorization</c> header.</summary>
internal sealed class ContactCenterClient(IHttpClientFactory clients, string contactCenterId, ContactCenterOptions options, TimeProvider time)
    : IContactCenter
{
    /// <summary>Header that names the contact centre on every request.</summary>
    public const string ContactCenterIdHeader = "ContactCenterId";

    /// <summary>No open chat goes for longer without a poll, so an older answer says nothing of now.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(60);

    private const string Open = "RequestChat";

    /// <summary>By path: the chats whose reads are being denied.</summary>
    private readonly ConcurrentDictionary<string, ChatReads> _denied = new(StringComparer.Ordinal);

    private DateTimeOffset _tidiedAt = time.GetUtcNow();
    private (DateTimeOffset At, bool Answered)? _last;

    public TimeSpan Timeout => options.Timeout;

    public TimeSpan OpenTimeout => options.OpenTimeout > options.Timeout ? options.OpenTimeout : options.Timeout;

    public string Health(DateTimeOffset now) => _last is { } last && now - last.At < Lately ? last.Answered ? "polled" : "failing" : "idle";

    public async Task<string> RequestChatAsync(ChatOpening opening, CancellationToken cancellationToken)
    {
        var request = new OperationRequest(Open)
        {
            Nickname = opening.Nickname,
            Subject = opening.Subject,
            Endpoint = opening.Endpoint,
            UserData = opening.UserData.IsEmpty ? null : opening.UserData,
        };
        var reply = await SendAsync(HttpMethod.Post, options.ChatsPath, request, r => !string.IsNullOrEmpty(r.Id), cancellationToken);
        var path = string.IsNullOrEmpty(reply.Path) ? UpstreamPath.OfChat(reply.Id!) : reply.Path;
        return UpstreamPath.TryResolve(options.BaseAddress!, path, out _)
            ? path
            : throw new ContactCenterException(ContactCenterFault.Refused, "The contact centre gave a path that is not a rooted path on its own host.");
    }

    public Task SendMessageAsync(string path, string text, CancellationToken cancellationToken) =>
        OperateAsync(path, new OperationRequest("SendMessage") { Text = text }, cancellationToken);

    public Task SendTypingAsync(string path, bool started, CancellationToken cancellationToken) =>
        OperateAsync(path, new OperationRequest(started ? "SendStartTypingNotification" : "SendStopTypingNotification"), cancellationToken);

    public Task CompleteAsync(string path, CancellationToken cancellationToken) =>
        OperateAsync(path, new OperationRequest("Complete"), cancellationToken);

    public async Task<UpstreamChat> GetChatAsync(string path, CancellationToken cancellationToken)
    {
        var reply = await ReadAsync(path, path, r => r.Chat is not null, cancellationToken);
        return ReplyReader.Chat(reply.Chat!);
    }

    public async Task<ImmutableArray<UpstreamMessage>> GetMessagesAsync(string path, long fromIndex, CancellationToken cancellationToken)
    {
        // Always with an index, and from 1: without one a lost reply loses entries, and some servers answer index=0 with nothing.
        var reply = await ReadAsync(path, UpstreamPath.Messages(path, Math.Max(fromIndex, 1)), r => r.Messages is not null, cancellationToken);
        return ReplyReader.Messages(reply.Messages!);
    }

    /// <summary>One of a chat's two reads. That the contact centre has denied both again and again is thrown as <see cref="ContactCenterFault.ChatGone"/>.</summary>
    private async Task<Reply> ReadAsync(string chat, string path, Func<Reply, bool> isComplete, CancellationToken cancellationToken)
    {
        (HttpStatusCode Status, byte[] Body)? answer = null;
        try
        {
            var reply = await SendAsync(HttpMethod.Get, path, null, isComplete, cancellationToken, (status, body) => answer = (status, body));
            _denied.TryRemove(chat, out _);
            return reply;
        }
        catch (ContactCenterException e) when (!e.ChatIsGone && answer is var (status, body) && ReplyReader.DeniesChat(status, body, chat))
        {
            if (!Denied(chat, path != chat).AreOfAForgottenChat)
            {
                throw;
            }

            // What is known stays: the other read of this poll is to say the same.
            throw new ContactCenterException(ContactCenterFault.ChatGone, e.Message, e);
        }
    }

    private ChatReads Denied(string chat, bool ofMessages)
    {
        var now = time.GetUtcNow();
        var reads = _denied.AddOrUpdate(
            chat, _ => ChatReads.AfterDenial(null, ofMessages, now), (_, known) => ChatReads.AfterDenial(known, ofMessages, now));
        if (now - _tidiedAt > ChatReads.Apart)
        {
            // Chats that have ended otherwise leave nothing behind.
            _tidiedAt = now;
            foreach (var (other, known) in _denied)
            {
                if (now - known.Last > ChatReads.Apart)
                {
                    _denied.TryRemove(KeyValuePair.Create(other, known));
                }
            }
        }

        return reads;
    }

    private Task<Reply> OperateAsync(string path, OperationRequest request, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, request, _ => true, cancellationToken);

    private async Task<Reply> SendAsync(
        HttpMethod method,
        string path,
        OperationRequest? operation,
        Func<Reply, bool> isComplete,
        CancellationToken cancellationToken,
        Action<HttpStatusCode, byte[]>? answered = null)
    {
        if (!UpstreamPath.TryResolve(options.BaseAddress!, path, out var address))
        {
            throw new ContactCenterException(ContactCenterFault.Refused, "The chat's path is not a rooted path on the contact centre's host.");
        }

        using var request = new HttpRequestMessage(method, address);
        request.Headers.Add(ContactCenterIdHeader, contactCenterId);
        foreach (var (name, value) in options.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (operation is not null)
        {
            request.Content = JsonContent.Create(operation, RequestContext.Default.OperationRequest);
        }

        var began = time.GetTimestamp();
        var outcome = "ok";
        using var client = clients.CreateClient(ContactCenterExtensions.HttpClientName);

        // The clock starts when all that is slow at the first request is there.
        using var timeout = new CancellationTokenSource(operation?.OperationName == Open ? OpenTimeout : Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await client.SendAsync(request, either.Token);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            answered?.Invoke(response.StatusCode, body);

            // A 500 with status code 0 and nothing else (a slip of real servers) leaves a post's effect open; so it is not a success.
            var complete = method == HttpMethod.Post && (int)response.StatusCode >= 500 ? r => !string.IsNullOrEmpty(r.Id) : isComplete;
            return ReplyReader.Read(response.StatusCode, body, complete, RetryAfter(response));
        }
        catch (ContactCenterException e)
        {
            outcome = e.Fault.ToString();
            throw;
        }
        catch (HttpRequestException e)
        {
            var neverSent = e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
                && e.InnerException is SocketException { SocketErrorCode: not SocketError.ConnectionReset } or System.Security.Authentication.AuthenticationException;
            outcome = (neverSent ? ContactCenterFault.NotReached : ContactCenterFault.NoAnswer).ToString();
            throw new ContactCenterException(
                neverSent ? ContactCenterFault.NotReached : ContactCenterFault.NoAnswer, $"The contact centre could not be reached ({e.HttpRequestError}).", e);
        }
        catch (SocketException e)
        {
            // The client passes some failures of a connection on as they are: one that is reset while the client still sets it up.
            outcome = nameof(ContactCenterFault.NoAnswer);
            throw new ContactCenterException(ContactCenterFault.NoAnswer, $"The contact centre could not be reached ({e.SocketErrorCode}).", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            outcome = nameof(ContactCenterFault.NoAnswer);
            throw new ContactCenterException(ContactCenterFault.NoAnswer, "The contact centre did not answer in time.", e);
        }
        finally
        {
            _last = (time.GetUtcNow(), outcome is "ok" or nameof(ContactCenterFault.Refused) or nameof(ContactCenterFault.NotNow) or nameof(ContactCenterFault.ChatGone));
            Telemetry.UpstreamDuration.Record(
                time.GetElapsedTime(began).TotalSeconds,
                new("contact_center", contactCenterId),
                new("operation", operation?.OperationName ?? (path.Contains("/messages", StringComparison.Ordinal) ? "GetMessages" : "GetChat")),
                new("result", outcome));
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };
}
