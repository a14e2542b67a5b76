using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Files;

namespace CustomerChat.Channels.TwilioSms;

/// <summary>A Twilio account.</summary>
internal sealed class SmsAccount(string account, SmsOptions options, HttpClient http, HttpClient guarded, TimeProvider time) : IChannelAccount, IFileSource
{
    public const string Channel = "sms";

    /// <summary>This prefix stands before a number that is reached by WhatsApp.</summary>
    private const string WhatsApp = "whatsapp:";

    private readonly IReadOnlyList<string> _tokens = Secrets.Parse(options.AuthToken);
    private readonly InboundMapper _mapper = new(Channel, account, options);
    private readonly ProviderHttp _provider = new(http, time);
    private readonly FileDownload _files = new(http, guarded, options.FileHosts("*.twiliocdn.com, *.amazonaws.com"), time);

    public int MaxText => 1_600;

    public ImmutableArray<TimeSpan> RetrySchedule => RetrySchedules.People;

    public TimeSpan? AnswerWindow => options.From?.StartsWith(WhatsApp, StringComparison.OrdinalIgnoreCase) is true ? TimeSpan.FromHours(24) : null;

    public bool HasTemplate => !string.IsNullOrWhiteSpace(options.Template);

    public bool MarksRead => false;

    public bool ReportsDelivery => true;

    public ChannelTexts Texts => options.Texts;

    public int? MaxBody => 64 * 1024;

    public ImmutableArray<string> MediaTypes => [Accounts.MediaTypes.Form, Accounts.MediaTypes.Json];

    public InboundResult.Refused? CheckHead(InboundRequest head) =>
        TwilioSignature.Check(head.Header(TwilioSignature.Header)) is not Authenticity.Valid and var why ? new(why) : null;

    public InboundResult Receive(InboundRequest request)
    {
        if (CheckHead(request) is { } refused)
        {
            return refused;
        }

        var signature = request.Header(TwilioSignature.Header);
        var isJson = Accounts.MediaTypes.Is(request.Header("Content-Type"), Accounts.MediaTypes.Json);
        var fields = isJson ? null : FormFields.Parse(request.Body.Span);
        if (!isJson && fields is null)
        {
            return new InboundResult.TooLarge();
        }

        var authenticity = Authenticity.Wrong;
        foreach (var address in Addresses(request))
        {
            var verified = isJson
                ? TwilioSignature.VerifyJson(_tokens, address, request.Body.Span, signature)
                : TwilioSignature.VerifyForm(_tokens, address, fields!, signature);
            authenticity = verified == Authenticity.Wrong ? authenticity : verified;
        }

        return authenticity != Authenticity.Valid ? new InboundResult.Refused(authenticity)
            : (fields ?? SmsParser.ParseJson(request.Body)) is not { } read ? new InboundResult.Malformed()
            : SmsParser.Read(read, request.IsStatus, _mapper);
    }

    public async Task<DeliveryResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        if (message.File is { } file
            && MediaLimits.Twilio(file, message.To.Address.StartsWith(WhatsApp, StringComparison.OrdinalIgnoreCase))
            && await SendAsync(message, cancellationToken, ("MediaUrl", file.Link.AbsoluteUri), ("Body", file.Caption))
                is var result and not DeliveryResult.Refused { Cause: RefusalCause.Message })
        {
            return result;
        }

        return await SendAsync(message, cancellationToken, message.IsTemplate ? ("ContentSid", options.Template) : ("Body", message.Text));
    }

    private async Task<DeliveryResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken, params (string Name, string? Value)[] content)
    {
        var fields = new Dictionary<string, string> { ["To"] = message.To.Address };
        foreach (var (name, value) in content.Where(c => c.Value is not null))
        {
            fields[name] = value!;
        }

        fields[options.From is null ? "MessagingServiceSid" : "From"] = options.From ?? options.MessagingServiceSid!;
        fields["StatusCallback"] = StatusAddress();
        using var request = Request(new Uri(options.ApiBaseAddress, $"/2010-04-01/Accounts/{options.AccountSid}/Messages.json"), fields);
        return await _provider.SendAsync(request, Read, null, cancellationToken);
    }

    public async Task ShowTypingAsync(ChannelAddress to, string? answered, CancellationToken cancellationToken)
    {
        if (options.Typing && answered is not null && to.Address.StartsWith(WhatsApp, StringComparison.OrdinalIgnoreCase))
        {
            // A long text is kept in parts, with the ids id#2, id#3. Twilio knows the id before the number sign.
            using var request = Request(
                new Uri(options.TypingBaseAddress, "/v2/Indicators/Typing.json"), new() { ["messageId"] = answered.Split('#')[0], ["channel"] = "whatsapp" });
            await _provider.SendAsync(request, Read, null, cancellationToken);
        }
    }

    public Task MarkReadAsync(ChannelAddress to, string? last, CancellationToken cancellationToken) => Task.CompletedTask;

    public string? FileTypes => options.OwnFileTypes;

    /// <summary>
    /// Twilio wants the account's credentials for its media, and then redirects to other hosts, which must not see the credentials
    /// (https://www.twilio.com/docs/messaging/api/media-resource). The relay sends nothing to a forged link.
    /// </summary>
    public Task<FileSourceResult> OpenAsync(FileReference file, CancellationToken cancellationToken) =>
        Uri.TryCreate(file.Locator, UriKind.Absolute, out var link)
            && link.UserInfo.Length == 0
            && Uri.Compare(link, options.ApiBaseAddress, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0
            && link.AbsolutePath.StartsWith($"/2010-04-01/Accounts/{options.AccountSid}/", StringComparison.Ordinal)
                ? _files.GetFromApiAsync(link, Credentials, cancellationToken)
                : Task.FromResult<FileSourceResult>(new FileSourceResult.Refused("its link does not lead to the channel's provider"));

    private AuthenticationHeaderValue Credentials => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.AccountSid}:{_tokens[0]}")));

    private HttpRequestMessage Request(Uri address, Dictionary<string, string> fields)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Authorization = Credentials;
        return request;
    }

    private static DeliveryResult Read(HttpStatusCode status, string body) => JsonAnswer.Read(body, answer =>
        (int)status is >= 200 and < 300
            ? new DeliveryResult.Accepted(answer["sid"].Text)
            : ProviderHttp.Result(TwilioRefusals.Of(status, answer["code"].Text), status, answer["code"].Text, answer["message"].Text));

    /// <summary>
    /// The addresses that Twilio may have signed: the configured address (for a status callback the address below it), or that address with
    /// the query that came, to which Twilio adds the hash of a JSON body. Both may be tried, because only Twilio can sign either.
    /// </summary>
    private IEnumerable<string> Addresses(InboundRequest request)
    {
        var address = request.IsStatus ? StatusAddress() : options.PublicUrl!.OriginalString.Split('#')[0];
        return request.Query.Length == 0 ? [address] : new[] { address, address.Split('?')[0] + request.Query }.Distinct(StringComparer.Ordinal);
    }

    private string StatusAddress()
    {
        var parts = options.PublicUrl!.OriginalString.Split('#')[0].Split('?', 2);
        return parts[0].TrimEnd('/') + "/status" + (parts.Length == 2 ? "?" + parts[1] : "");
    }
}
