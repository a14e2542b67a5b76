using System.Globalization;
using CustomerChat.Chats;
using CustomerChat.ContactCenter.Http;
using CustomerChat.Hours;
using CustomerChat.Turn;

namespace CustomerChat.ContactCenter.Gms;

/// <summary>
/// Client of a Genesys Mobile Services chat service (Chat API Version 2, https://docs.genesys.com/Documentation/GMS/latest/API/ChatAPIv2). Each operation is a
/// POST of a form. One refresh returns the state and the messages.
/// </summary>
internal sealed class GmsClient(CenterHttp http, ContactCenterOptions options, TimeProvider time) : IContactCenter
{
    private readonly Denials _denials = Denials.OfChats(time);
    private readonly Denials _refusedTexts = Denials.OfTexts(time);

    public TimeSpan Timeout => http.Timeout;

    public TimeSpan OpenTimeout => http.OpenTimeout;

    public long MaxFile => options.MaxFile;

    public bool LogMayRestart => false;

    public HandOverRule? HandOver { get; } = options.HandOver;

    public OpeningHours? Hours { get; } = options.Opening;

    /// <summary>Always null: GMS can't reserve a chat. If the answer to an opening is lost, GMS drops that chat after 45 s without a request.</summary>
    public Task<UpstreamHandle?> ReserveAsync(ChatOpening opening, CancellationToken cancellationToken) => Task.FromResult<UpstreamHandle?>(null);

    public async Task<UpstreamHandle> RequestChatAsync(ChatOpening opening, UpstreamHandle? reserved, CancellationToken cancellationToken)
    {
        var reply = await PostAsync(
            "requestChat", "",
            new FormUrlEncodedContent(
            [
                new("nickname", opening.Nickname),
                new("subject", opening.Subject),
                .. opening.UserData.Select(d => KeyValuePair.Create($"userData[{d.Key}]", d.Value)),
            ]),
            a => GmsReader.Read(a), cancellationToken);
        return reply is { ChatId: { Length: > 0 } chatId }
            ? new GmsHandle(chatId, "", "", "").With(reply).Sealed()
            : throw new ContactCenterException(ContactCenterFault.Unclear, "GMS opened a chat, but did not return its id.");
    }

    public async Task<UpstreamHandle> SendMessageAsync(UpstreamHandle chat, UpstreamText text, CancellationToken cancellationToken)
    {
        var handle = GmsHandle.Of(chat);
        return await _refusedTexts.TryAsync(handle.ChatId, text, () => http.WithinAsync(token => SendAsync(chat, handle, text, token), cancellationToken));
    }

    private async Task<UpstreamHandle> SendAsync(UpstreamHandle chat, GmsHandle handle, UpstreamText text, CancellationToken cancellationToken)
    {
        try
        {
            (handle, var reply) = await TryUploadAsync(handle, text, cancellationToken);
            return Current(reply ?? await OperateAsync(
                handle, "send", [new("message", text.Text), new("messageType", ClientIds.Of(text.Index))], a => GmsReader.Read(a), cancellationToken));
        }
        catch (ContactCenterException e) when (e.ChatIsGone)
        {
            // The chat has ended. The next read reports that, with the last entries.
            throw e.As(ContactCenterFault.NotNow);
        }
        catch (ContactCenterException e) when (e.Fault is ContactCenterFault.NotNow or ContactCenterFault.Refused)
        {
            if (await LogAsync(handle, cancellationToken) is not { } log)
            {
                // The fault is on the way to GMS, such as a gateway whose key has expired. The text waits.
                throw e.As(ContactCenterFault.NotNow);
            }

            // If GMS has the text, only its answer did not come through. The log may have given the chat new keys, so they are kept in any case.
            return GmsReader.Messages(log, HandOver).Any(m => m.EchoOf == text.Index)
                ? Current(log)
                : throw e.As(e.Fault == ContactCenterFault.Refused ? e.Fault : _refusedTexts.FaultOf(handle.ChatId, text), Current(log));
        }

        UpstreamHandle Current(GmsReply reply) => handle.With(reply).Sealed() is var renewed && renewed != chat ? renewed : chat;
    }

    /// <summary>Uploads a text's file. First it asks GMS for the limits for files, and uploads only what they allow.</summary>
    /// <returns>The handle to use from now on, and the reply. A null reply = the file is not taken, and the upload had no effect.</returns>
    private async Task<(GmsHandle Handle, GmsReply? Reply)> TryUploadAsync(GmsHandle handle, UpstreamText text, CancellationToken cancellationToken)
    {
        if (text.Files is not [var file] || await LimitsAsync(handle, cancellationToken) is not { } limits)
        {
            return (handle, null);
        }

        handle = handle.With(limits);
        if (!GmsFileLimits.Of(limits).Allow(file) || await file.OpenAsync(cancellationToken) is not { } stream)
        {
            return (handle, null);
        }

        try
        {
            using var form = new MultipartFormDataContent();
            foreach (var (name, value) in Fields(handle, [new("userData[file-description]", text.Caption)]))
            {
                form.Add(new StringContent(value), $"\"{name}\"");
            }

            form.Add(UpstreamFiles.Part(file, stream), "\"file\"", file.Name);
            return (handle, await PostAsync("file", Path(handle, "file"), form, a => GmsReader.Read(a), cancellationToken));
        }
        catch (ContactCenterException e) when (!e.ChatIsGone && (e.Fault is ContactCenterFault.Refused or ContactCenterFault.NotNow || UpstreamFiles.AreUnknown(e)))
        {
            return (handle, null);
        }
    }

    /// <summary>The reply that holds the limits for files; null = this server does not know the request.</summary>
    private async Task<GmsReply?> LimitsAsync(GmsHandle handle, CancellationToken cancellationToken)
    {
        try
        {
            return await OperateAsync(handle, "file/limits", [], a => GmsReader.Read(a), cancellationToken);
        }
        catch (ContactCenterException e) when (!e.ChatIsGone && e.Fault is not (ContactCenterFault.Busy or ContactCenterFault.NotReached))
        {
            return null;
        }
    }

    public Task SendTypingAsync(UpstreamHandle chat, bool started, CancellationToken cancellationToken) =>
        OperateAsync(GmsHandle.Of(chat), started ? "startTyping" : "stopTyping", [], a => GmsReader.Read(a), cancellationToken);

    /// <summary>Reads first, and disconnects then: after the disconnect, GMS does not know the chat any more.</summary>
    public async Task<UpstreamRead?> CompleteAsync(UpstreamHandle chat, UpstreamPosition? from, CancellationToken cancellationToken)
    {
        UpstreamRead? last = null;
        try
        {
            last = from is { } position ? await ReadAsync(chat, position, cancellationToken) with { State = null } : null;
        }
        catch (ContactCenterException)
        {
            // The customer has left, so nobody waits for the last entries.
        }

        await OperateAsync(GmsHandle.Of(last?.Renewed ?? chat), "disconnect", [], a => GmsReader.Read(a, isEndFine: true), cancellationToken);
        return last;
    }

    public async Task<UpstreamRead> ReadAsync(UpstreamHandle chat, UpstreamPosition from, CancellationToken cancellationToken)
    {
        var handle = GmsHandle.Of(chat);
        bool? denied = null;
        try
        {
            var reply = await OperateAsync(
                handle, "refresh", [new("transcriptPosition", from.Cursor ?? from.NextIndex.ToString(CultureInfo.InvariantCulture))],
                a =>
                {
                    denied = GmsReader.DeniesChat(a);
                    return GmsReader.Read(a, isEndFine: true);
                },
                cancellationToken);
            _denials.Forget(handle.ChatId);
            return new(GmsReader.Messages(reply, HandOver))
            {
                // The reply that reports the end may also hold the last entries.
                State = reply.IsOver ? ChatState.Idle : null,
                Cursor = long.TryParse(reply.NextPosition, NumberStyles.None, CultureInfo.InvariantCulture, out var next) && next > 0 ? reply.NextPosition : null,
                Renewed = Renewed(handle, reply),
            };
        }
        catch (ContactCenterException e) when (!e.ChatIsGone)
        {
            if (denied != true)
            {
                throw e.Fault == ContactCenterFault.Refused ? e.As(ContactCenterFault.NotNow) : e;
            }

            throw _denials.AreEnough(handle.ChatId) ? e.As(ContactCenterFault.ChatGone) : e.As(ContactCenterFault.NotNow);
        }
    }

    /// <summary>The whole log of a chat that goes on; null = the chat can't be read, or it has ended.</summary>
    private async Task<GmsReply?> LogAsync(GmsHandle handle, CancellationToken cancellationToken)
    {
        try
        {
            return await OperateAsync(handle, "refresh", [new("transcriptPosition", "1")], a => GmsReader.Read(a), cancellationToken) is { IsOver: false } log ? log : null;
        }
        catch (ContactCenterException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static UpstreamHandle? Renewed(GmsHandle handle, GmsReply reply) => handle.With(reply) is var now && now != handle ? now.Sealed() : null;

    private Task<GmsReply> OperateAsync(
        GmsHandle handle, string operation, KeyValuePair<string, string>[] fields, Func<CenterAnswer, GmsReply> read, CancellationToken cancellationToken) =>
        PostAsync(operation, Path(handle, operation), new FormUrlEncodedContent(Fields(handle, fields)), read, cancellationToken);

    private static KeyValuePair<string, string>[] Fields(GmsHandle handle, KeyValuePair<string, string>[] fields) =>
        [new("userId", handle.UserId), new("secureKey", handle.SecureKey), new("alias", handle.Alias), .. fields];

    private static string Path(GmsHandle handle, string operation) => $"/{Uri.EscapeDataString(handle.ChatId)}/{operation}";

    private Task<GmsReply> PostAsync(string operation, string path, HttpContent content, Func<CenterAnswer, GmsReply> read, CancellationToken cancellationToken) =>
        http.SendAsync(
            operation, new HttpRequestMessage(HttpMethod.Post, new Uri(options.BaseAddress!, options.Root.TrimEnd('/') + path)) { Content = content },
            read, cancellationToken, isOpening: path.Length == 0);
}
