using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Channels.Meta;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Files;

namespace CustomerChat.Channels.WhatsApp;

/// <summary>A number at the WhatsApp Cloud API.</summary>
internal sealed class WhatsAppAccount(string account, WhatsAppOptions options, HttpClient http, HttpClient guarded, TimeProvider time)
    : MetaAccount(options, http, time), IFileSource
{
    public const string Channel = "whatsapp";

    private readonly InboundMapper _mapper = new(Channel, account, options);
    private readonly HttpClient _http = http;
    private readonly TimeProvider _time = time;
    private readonly FileDownload _files = new(http, guarded, options.FileHosts("lookaside.fbsbx.com"), time);

    public override int MaxText => 4_096;

    public override async Task<DeliveryResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken) =>
        message.File is { } file && MediaLimits.WhatsApp(file) is { } kind
            && await SendAsync(message, kind, Media(kind, file), cancellationToken) is var result and not DeliveryResult.Refused { Cause: RefusalCause.Message }
                ? result
            : _mapper.Offer(message) is var (question, titles) && Buttons.WhatsApp(question, titles, options.Choose.Trim()) is { } buttons
                && await SendAsync(message, "interactive", buttons, cancellationToken) is var offered and not DeliveryResult.Refused { Cause: RefusalCause.Message }
                ? offered
            : message.IsTemplate ? await SendAsync(message, "template", Template, cancellationToken)
            : await SendAsync(message, "text", new JsonObject { ["body"] = message.Text }, cancellationToken);

    private static JsonObject Media(string kind, LinkedFile file)
    {
        var media = new JsonObject { ["link"] = file.Link.AbsoluteUri };
        if (kind == "document")
        {
            media["filename"] = file.Name;
        }

        if (file.Caption is { } caption)
        {
            media["caption"] = caption;
        }

        return media;
    }

    private Task<DeliveryResult> SendAsync(OutboundMessage message, string type, JsonObject content, CancellationToken cancellationToken) =>
        PostAsync(
            $"{options.PhoneNumberId}/messages",
            new JsonObject
            {
                ["messaging_product"] = "whatsapp",
                ["recipient_type"] = "individual",
                [IsUserId(message.To.Address) ? "recipient" : "to"] = message.To.Address,
                ["type"] = type,
                [type] = content,
                ["biz_opaque_callback_data"] = message.Id,
            },
            answer => answer["messages"].Items.FirstOrDefault()["id"].Text,
            cancellationToken);

    /// <summary>The indicator lasts 25 s or until the relay's next message. It also marks the message that is answered as read.</summary>
    public override Task ShowTypingAsync(ChannelAddress to, string? answered, CancellationToken cancellationToken) =>
        ReadAsync(answered, new JsonObject { ["type"] = "text" }, cancellationToken);

    public override Task MarkReadAsync(ChannelAddress to, string? last, CancellationToken cancellationToken) => ReadAsync(last, null, cancellationToken);

    private Task ReadAsync(string? message, JsonObject? typing, CancellationToken cancellationToken)
    {
        if (message is null)
        {
            return Task.CompletedTask;
        }

        // A long text is kept in parts, with the ids id#2, id#3. WhatsApp knows the id before the number sign.
        var body = new JsonObject { ["messaging_product"] = "whatsapp", ["status"] = "read", ["message_id"] = message.Split('#')[0] };
        if (typing is not null)
        {
            body["typing_indicator"] = typing;
        }

        return PostAsync($"{options.PhoneNumberId}/messages", body, _ => null, cancellationToken);
    }

    public string? FileTypes => options.OwnFileTypes;

    /// <summary>
    /// The API gives, for a media id, a link that lasts five minutes. Both requests need the token
    /// (https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media).
    /// </summary>
    public async Task<FileSourceResult> OpenAsync(FileReference file, CancellationToken cancellationToken)
    {
        var credentials = new AuthenticationHeaderValue("Bearer", Secrets.Parse(options.AccessToken)[0]);
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(options.ApiBaseAddress, $"{Uri.EscapeDataString(file.Locator)}?phone_number_id={Uri.EscapeDataString(options.PhoneNumberId!)}"));
        request.Headers.Authorization = credentials;
        return await ApiQuestion.AskAsync(
            _http, request, _time,
            (status, answer) => (int)status is < 200 or >= 300 ? Task.FromResult(FileDownload.Failed(status))
                : Uri.TryCreate(answer["url"].Text, UriKind.Absolute, out var link) ? _files.GetAsync(link, credentials, cancellationToken)
                : Task.FromResult<FileSourceResult>(new FileSourceResult.NotNow("the channel's provider does not say where it is")),
            cancellationToken);
    }

    /// <summary>
    /// A business-scoped user id is a country's code, a full stop and up to 128 characters. A number has no full stop
    /// (https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids).
    /// </summary>
    private static bool IsUserId(string address) => address.Contains('.', StringComparison.Ordinal);

    protected override InboundResult Read(LenientJson body) => WhatsAppParser.Read(body, options.PhoneNumberId!, _mapper);
}
