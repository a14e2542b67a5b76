using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CustomerChat.Chats;
using CustomerChat.ContactCenter.Http;
using CustomerChat.Hours;
using CustomerChat.Turn;

namespace CustomerChat.ContactCenter.DirectLine;

/// <summary>
/// Client of a bot's Direct Line channel (3.0, https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-direct-line-3-0-api-reference).
/// The customer's own messages come back with the id that the relay gave them. By it the relay sees whether a post without an answer took effect.
/// </summary>
internal sealed class DirectLineClient(CenterHttp http, ContactCenterOptions options, TimeProvider time) : IContactCenter
{
    /// <summary>The most pages of activities that one read fetches.</summary>
    private const int MaxPages = 20;

    /// <summary>
    /// The most bytes of a message with its data: Dynamics 365 takes 28 KB. A text of 4,096 UTF-16 units always fits, even when every unit is escaped. The chat's
    /// data is added as far as it fits.
    /// </summary>
    private const int MaxActivity = 28_000;

    /// <summary>The most pages of a read that starts at the log's beginning. Such a read goes to the end: only the last activities show which log it is.</summary>
    private const int MaxPagesOfALog = 1_000;

    /// <summary>
    /// How often the relay reads the log of a quiet conversation from its beginning. When a log has restarted, a read from an old watermark returns nothing.
    /// </summary>
    private static readonly TimeSpan WholeEvery = TimeSpan.FromMinutes(1);

    private readonly Denials _denials = Denials.OfChats(time);
    private readonly Denials _refusedTexts = Denials.OfTexts(time);

    /// <summary>When the relay last read the whole log, by conversation.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> _wholeAt = new(StringComparer.Ordinal);

    private DateTimeOffset _tidiedAt = time.GetUtcNow();

    public TimeSpan Timeout => http.Timeout;

    public TimeSpan OpenTimeout => http.OpenTimeout;

    public long MaxFile => options.MaxFile;

    public bool LogMayRestart => true;

    public HandOverRule? HandOver { get; } = options.HandOver;

    public OpeningHours? Hours { get; } = options.Opening;

    /// <summary>Fetches a token for a conversation that is not started yet. A start that is repeated with the same token starts the same conversation.</summary>
    public async Task<UpstreamHandle?> ReserveAsync(ChatOpening opening, CancellationToken cancellationToken)
    {
        if (options is { Secret: null, TokenAddress: null })
        {
            return null;
        }

        var userId = NewUserId();
        try
        {
            var reply = options.TokenAddress is { } address
                ? await SendAsync("tokens/fetch", HttpMethod.Get, address, null, null, DirectLineContext.Default.ConversationReply, cancellationToken)
                : await SendAsync(
                    "tokens/generate", HttpMethod.Post, Address("/tokens/generate"), options.Secret,
                    JsonContent.Create(new TokenRequest(new(userId, opening.Nickname)), DirectLineContext.Default.TokenRequest),
                    DirectLineContext.Default.ConversationReply, cancellationToken);
            return string.IsNullOrEmpty(reply.Token) ? null : new DirectLineHandle(reply.ConversationId ?? "", null, default, null, userId).With(reply, time.GetUtcNow()).Sealed();
        }
        catch (ContactCenterException e) when (options.TokenAddress is null && e.ChatIsGone)
        {
            // This server generates no tokens. The relay starts the conversation with the secret.
            return null;
        }
    }

    public async Task<UpstreamHandle> RequestChatAsync(ChatOpening opening, UpstreamHandle? reserved, CancellationToken cancellationToken)
    {
        var handle = reserved is null
            ? new DirectLineHandle("", null, default, null, NewUserId())
            : DirectLineHandle.Of(reserved);
        try
        {
            var reply = await SendAsync(
                "conversations", HttpMethod.Post, Address("/conversations"), handle.Token ?? options.Secret, null,
                DirectLineContext.Default.ConversationReply, cancellationToken, isOpening: true);
            handle = handle.With(reply, time.GetUtcNow()) with { ConversationId = reply.ConversationId is { Length: > 0 } id ? id : handle.ConversationId };
        }
        catch (ContactCenterException e) when (e.Status == 409 && handle.ConversationId.Length > 0)
        {
            // An earlier try has started the conversation.
        }
        catch (ContactCenterException e) when (e.Status is 401 or 403 && handle.IsExpired(time.GetUtcNow()))
        {
            // Either no try to start the conversation succeeded while the token was valid, or the answer to the start was lost and nothing was written since.
            // In both cases the relay starts a new conversation.
            return await RequestChatAsync(opening, await ReserveAsync(opening, cancellationToken), cancellationToken);
        }

        return handle.ConversationId.Length > 0
            ? handle.Sealed()
            : throw new ContactCenterException(ContactCenterFault.Unclear, "Direct Line started a conversation, but did not return its id.");
    }

    public async Task<UpstreamHandle> SendMessageAsync(UpstreamHandle chat, UpstreamText text, CancellationToken cancellationToken)
    {
        var handle = DirectLineHandle.Of(chat);
        return await _refusedTexts.TryAsync(handle.ConversationId, text, () => http.WithinAsync(token => SendAsync(chat, handle, text, token), cancellationToken));
    }

    private async Task<UpstreamHandle> SendAsync(UpstreamHandle chat, DirectLineHandle handle, UpstreamText text, CancellationToken cancellationToken)
    {
        try
        {
            return await TryUploadAsync(chat, handle, text, cancellationToken) ?? await PostAsync(chat, handle, Message(handle, text, text.Text), cancellationToken);
        }
        catch (ContactCenterException e) when (e.Fault == ContactCenterFault.Refused || e is { Fault: ContactCenterFault.NotNow, IsOfAGateway: true })
        {
            return await LogAsync(handle, cancellationToken) is not { } log ? throw e.As(ContactCenterFault.NotNow)
                : log.Messages.Any(m => m.EchoOf == text.Index) ? chat
                : throw e.As(e.Fault == ContactCenterFault.Refused ? e.Fault : _refusedTexts.FaultOf(handle.ConversationId, text));
        }
    }

    public async Task SendTypingAsync(UpstreamHandle chat, bool started, CancellationToken cancellationToken)
    {
        if (started)
        {
            var handle = DirectLineHandle.Of(chat);
            await PostAsync(chat, handle, new Activity { Type = "typing", From = new(handle.UserId) }, cancellationToken);
        }
    }

    public async Task<UpstreamRead?> CompleteAsync(UpstreamHandle chat, UpstreamPosition? from, CancellationToken cancellationToken)
    {
        var handle = DirectLineHandle.Of(chat);
        var renewed = await PostAsync(chat, handle, new Activity { Type = "endOfConversation", From = new(handle.UserId) }, cancellationToken);
        try
        {
            return from is { } position ? await ReadAsync(renewed, position, cancellationToken) with { State = null, Participants = [] } : null;
        }
        catch (ContactCenterException)
        {
            return null;
        }
    }

    public async Task<UpstreamRead> ReadAsync(UpstreamHandle chat, UpstreamPosition from, CancellationToken cancellationToken)
    {
        var handle = await RenewEarlyAsync(DirectLineHandle.Of(chat), cancellationToken);
        try
        {
            (handle, var read) = await ReadFromAsync(handle, from.Cursor, cancellationToken);
            if (read.Messages.IsEmpty && from.Cursor is not null && IsWholeDue(handle.ConversationId))
            {
                (handle, read) = await ReadFromAsync(handle, null, cancellationToken);
            }

            _denials.Forget(handle.ConversationId);
            return handle.Sealed() is var now && now != chat ? read with { Renewed = now } : read;
        }
        catch (ContactCenterException e) when (e.Fault == ContactCenterFault.Refused)
        {
            // In a read, only the conversation can be wrong.
            throw e.As(_denials.AreEnough(handle.ConversationId) ? ContactCenterFault.ChatGone : ContactCenterFault.NotNow);
        }
    }

    private async Task<(DirectLineHandle Handle, UpstreamRead Read)> ReadFromAsync(DirectLineHandle handle, string? cursor, CancellationToken cancellationToken)
    {
        var activities = new List<Activity>();
        var (watermark, more) = (cursor, true);
        for (var page = 0; more && page < (cursor is null ? MaxPagesOfALog : MaxPages); page++)
        {
            var query = string.IsNullOrEmpty(watermark) ? "" : $"?watermark={Uri.EscapeDataString(watermark)}";
            (handle, var reply) = await AuthorizedAsync(
                handle,
                h => SendAsync(
                    "activities", HttpMethod.Get, Address(h, $"/activities{query}"), h.Token ?? options.Secret, null,
                    DirectLineContext.Default.ActivitiesReply, cancellationToken),
                cancellationToken);
            var read = activities.Count;
            activities.AddRange(Entries.Of(reply.Activities, DirectLineContext.Default.Activity, ActivityReader.Salvage));
            more = activities.Count > read && !string.IsNullOrEmpty(reply.Watermark) && reply.Watermark != watermark;
            watermark = string.IsNullOrEmpty(reply.Watermark) ? watermark : reply.Watermark;
        }

        if (cursor is null && !more)
        {
            _wholeAt[handle.ConversationId] = time.GetUtcNow();
        }

        var (messages, state) = new ActivityReader(handle.UserId, HandOver).Read(activities);
        return (handle, new UpstreamRead(messages) { State = state, Cursor = watermark, IsWhole = cursor is null && !more, HasMore = more });
    }

    /// <summary>
    /// Whether the relay must read the whole log of a conversation again: each conversation has its own time for it. Times that are older than ten times
    /// <see cref="WholeEvery"/> are removed, so conversations that have ended take no memory.
    /// </summary>
    private bool IsWholeDue(string conversationId)
    {
        var now = time.GetUtcNow();
        if (now - _tidiedAt > WholeEvery)
        {
            _tidiedAt = now;
            foreach (var (other, at) in _wholeAt)
            {
                if (now - at > 10 * WholeEvery)
                {
                    _wholeAt.TryRemove(KeyValuePair.Create(other, at));
                }
            }
        }

        return now - _wholeAt.GetOrAdd(conversationId, now) > WholeEvery;
    }

    /// <summary>Uploads a text's files together with the activity that they belong to, as Direct Line's own clients do.</summary>
    /// <returns>Null = the contact centre does not take them as files, and the upload had no effect.</returns>
    private async Task<UpstreamHandle?> TryUploadAsync(UpstreamHandle chat, DirectLineHandle handle, UpstreamText text, CancellationToken cancellationToken)
    {
        if (text.Files.IsEmpty)
        {
            return null;
        }

        try
        {
            return await UploadAsync(handle, text, cancellationToken) ? chat : null;
        }
        catch (ContactCenterException e) when (e.Fault is ContactCenterFault.Refused or ContactCenterFault.NotNow || e.ChatIsGone || UpstreamFiles.AreUnknown(e))
        {
            // The relay now sends the text. That shows whether only the upload is unknown at the contact centre, and it renews an expired token.
            return null;
        }
    }

    private async Task<bool> UploadAsync(DirectLineHandle handle, UpstreamText text, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent
        {
            {
                JsonContent.Create(Message(handle, text, text.Caption), DirectLineContext.Default.Activity, new MediaTypeHeaderValue("application/vnd.microsoft.activity")),
                "\"activity\"", "blob"
            },
        };
        foreach (var file in text.Files)
        {
            if (await file.OpenAsync(cancellationToken) is not { } stream)
            {
                return false;
            }

            form.Add(UpstreamFiles.Part(file, stream), "\"file\"", file.Name);
        }

        return await http.SendAsync(
            "upload", Request(HttpMethod.Post, Address(handle, $"/upload?userId={Uri.EscapeDataString(handle.UserId)}"), handle.Token ?? options.Secret, form),
            DirectLineReader.Accept, cancellationToken);
    }

    /// <summary>Posts an activity. Returns the handle to use from now on.</summary>
    private async Task<UpstreamHandle> PostAsync(UpstreamHandle chat, DirectLineHandle handle, Activity activity, CancellationToken cancellationToken)
    {
        var (used, _) = await AuthorizedAsync(
            handle,
            async h =>
            {
                using var content = JsonContent.Create(activity, DirectLineContext.Default.Activity);
                return await http.SendAsync(
                    activity.Type!, Request(HttpMethod.Post, Address(h, "/activities"), h.Token ?? options.Secret, content), DirectLineReader.Accept, cancellationToken);
            },
            cancellationToken);
        return used == handle ? chat : used.Sealed();
    }

    /// <summary>Sends a request with the conversation's token. If the token is refused, the request is sent once more with a new token.</summary>
    private async Task<(DirectLineHandle Handle, T Reply)> AuthorizedAsync<T>(
        DirectLineHandle handle, Func<DirectLineHandle, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return (handle, await ask(handle));
        }
        catch (ContactCenterException e) when (e.Status is 401 or 403 && handle.Token is not null)
        {
            var renewed = await RenewAsync(handle, e, cancellationToken);
            return (renewed, await ask(renewed));
        }
    }

    /// <summary>Renews a token after half of its lifetime. If this fails, the relay goes on with the old token, which is still valid.</summary>
    private async Task<DirectLineHandle> RenewEarlyAsync(DirectLineHandle handle, CancellationToken cancellationToken)
    {
        if (!handle.IsToBeRenewed(time.GetUtcNow()))
        {
            return handle;
        }

        try
        {
            return await RefreshAsync(handle, cancellationToken);
        }
        catch (ContactCenterException)
        {
            return handle;
        }
    }

    /// <summary>Gets a new token for a conversation whose token was refused.</summary>
    private async Task<DirectLineHandle> RenewAsync(DirectLineHandle handle, ContactCenterException refused, CancellationToken cancellationToken)
    {
        if (options.Secret is { } secret)
        {
            var reply = await SendAsync(
                "conversations/reconnect", HttpMethod.Get, Address(handle, ""), secret, null, DirectLineContext.Default.ConversationReply, cancellationToken);
            return string.IsNullOrEmpty(reply.Token) ? throw refused : handle.With(reply, time.GetUtcNow());
        }

        try
        {
            return await RefreshAsync(handle, cancellationToken);
        }
        catch (ContactCenterException e) when (e.Status is 401 or 403 && handle.IsExpired(time.GetUtcNow()))
        {
            // An expired token can't be refreshed, and without a secret there is no other way to a new token for this conversation.
            throw new ContactCenterException(ContactCenterFault.ChatGone, "The conversation's token has expired.", e);
        }
    }

    private async Task<DirectLineHandle> RefreshAsync(DirectLineHandle handle, CancellationToken cancellationToken) => handle.With(
        await SendAsync(
            "tokens/refresh", HttpMethod.Post, Address("/tokens/refresh"), handle.Token, null, DirectLineContext.Default.ConversationReply, cancellationToken),
        time.GetUtcNow());

    /// <summary>
    /// The whole log of a conversation that goes on: then a refusal is about the text. Null = the conversation has ended, or it can't be read; the next reads show
    /// why.
    /// </summary>
    private async Task<UpstreamRead?> LogAsync(DirectLineHandle handle, CancellationToken cancellationToken)
    {
        try
        {
            var (_, read) = await ReadFromAsync(handle, null, cancellationToken);
            return read.State == ChatState.Idle ? null : read;
        }
        catch (ContactCenterException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>A new id for the customer. Direct Line requires ids of users to begin with <c>dl_</c>.</summary>
    private static string NewUserId() => $"dl_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}";

    private static Activity Message(DirectLineHandle handle, UpstreamText text, string words)
    {
        var data = new OutgoingData
        {
            ClientActivityId = ClientIds.Of(text.Index),
            ChannelType = text.Opening.Channel?.Channel ?? "chat",
            ConversationContext = ImmutableSortedDictionary<string, string>.Empty,
            CustomerContext = Customer(text.Opening),
        };
        var message = new Activity { Type = "message", From = new(handle.UserId, text.Opening.Nickname), Text = words, TextFormat = "plain", ChannelData = Element(data) };
        var room = MaxActivity - JsonSerializer.SerializeToUtf8Bytes(message, DirectLineContext.Default.Activity).Length;
        return message with { ChannelData = Element(data with { ConversationContext = Context(text.Opening, room) }) };

        static JsonElement Element(OutgoingData data) => JsonSerializer.SerializeToElement(data, OutgoingContext.Default.OutgoingData);
    }

    private static ImmutableSortedDictionary<string, string> Context(ChatOpening opening, int room)
    {
        var context = ImmutableSortedDictionary<string, string>.Empty;
        foreach (var (key, value) in opening.UserData.Prepend(new("subject", opening.Subject)))
        {
            // The length in JSON: the 6 are two pairs of quotation marks, a colon and a comma.
            var length = JsonEncodedText.Encode(key).EncodedUtf8Bytes.Length + JsonEncodedText.Encode(value).EncodedUtf8Bytes.Length + 6;
            if (length <= room)
            {
                (context, room) = (context.SetItem(key, value), room - length);
            }
        }

        return context;
    }

    /// <summary>The data by which Dynamics 365 finds a customer's record.</summary>
    private static ImmutableSortedDictionary<string, string> Customer(ChatOpening opening)
    {
        var customer = ImmutableSortedDictionary<string, string>.Empty.Add("name", opening.Nickname);
        customer = opening.UserData.TryGetValue("email", out var mail) ? customer.Add("email", mail) : customer;
        var phone = opening.UserData.GetValueOrDefault("phone") ?? (opening.Channel is { Channel: "sms" or "whatsapp" } channel ? channel.Address : null);
        return phone is null ? customer : customer.Add("phonenumber", phone);
    }

    private Uri Address(string path) => new(options.BaseAddress!, options.Root.TrimEnd('/') + path);

    private Uri Address(DirectLineHandle handle, string path) => Address($"/conversations/{Uri.EscapeDataString(handle.ConversationId)}{path}");

    private Task<T> SendAsync<T>(
        string operation, HttpMethod method, Uri address, string? bearer, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellationToken,
        bool isOpening = false)
        where T : class =>
        http.SendAsync(operation, Request(method, address, bearer, content), a => DirectLineReader.Read(a, type), cancellationToken, isOpening);

    private static HttpRequestMessage Request(HttpMethod method, Uri address, string? bearer, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, address) { Content = content };
        if (bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        return request;
    }
}
