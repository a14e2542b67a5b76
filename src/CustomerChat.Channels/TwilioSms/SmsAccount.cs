using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Chats;
using CustomerChat.Delivery;

namespace CustomerChat.Channels.TwilioSms;

/// <summary>An account at Twilio.</summary>
internal sealed class SmsAccount(string account, SmsOptions options, HttpClient http, TimeProvider time) : IChannelAccount
{
    public const string Channel = "sms";

    /// <summary>Will do at another time (https://www.twilio.com/docs/api/errors): carrier's rate, unreachable for now, queue full.</summary>
    private static readonly string[] Passing = ["20429", "30001", "30003", "30022", "63017", "63018"];

    private readonly IReadOnlyList<string> _tokens = Secrets.Parse(options.AuthToken);
    private readonly Person _person = new(Channel, account, options);
    private readonly Exchange _exchange = new(http, time);

    public int MaxText => 1_600;

    public ImmutableArray<TimeSpan> RetrySchedule => RetrySchedules.People;

    public TimeSpan? AnswerWindow => options.From?.StartsWith("whatsapp:", StringComparison.OrdinalIgnoreCase) is true ? TimeSpan.FromHours(24) : null;

    public ChannelTexts Texts => options.Texts;

    public InboundResult Receive(InboundRequest request)
    {
        var signature = request.Header(TwilioSignature.Header);
        var address = Address(request);
        var isJson = request.Header("Content-Type")?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) is true;
        var fields = isJson ? SmsParser.ParseJson(request.Body) : FormFields.Parse(request.Body.Span);
        var authenticity = isJson
            ? TwilioSignature.VerifyJson(_tokens, address, request.Body.Span, signature)
            : TwilioSignature.VerifyForm(_tokens, address, fields!, signature);
        return authenticity != Authenticity.Valid ? new InboundResult.Refused(authenticity)
            : fields is null ? new InboundResult.Malformed()
            : SmsParser.Read(fields, request.IsStatus, _person);
    }

    public async Task<DeliveryResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.ApiBaseAddress, $"/2010-04-01/Accounts/{options.AccountSid}/Messages.json"));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.AccountSid}:{_tokens[0]}")));
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["To"] = message.To.Address,
            ["Body"] = message.Text,
            [options.From is null ? "MessagingServiceSid" : "From"] = options.From ?? options.MessagingServiceSid!,
            ["StatusCallback"] = StatusAddress(),
        });
        return await _exchange.SendAsync(request, Read, null, cancellationToken);
    }

    public Task ShowTypingAsync(ChannelAddress to, CancellationToken cancellationToken) => Task.CompletedTask;

    private static DeliveryResult Read(HttpStatusCode status, string body)
    {
        var answer = JsonAnswer.Parse(body);
        if ((int)status is >= 200 and < 300)
        {
            return new DeliveryResult.Accepted((string?)answer?["sid"]);
        }

        var code = answer?["code"]?.ToString();
        return code is not null && Passing.Contains(code)
            ? new DeliveryResult.RetryLater(null, Exchange.Describe(status, code))
            : Exchange.ByStatus(status, code);
    }

    /// <summary>What Twilio signed: the configured address, the status callback's below it, with the query that came.</summary>
    private string Address(InboundRequest request)
    {
        var address = request.IsStatus ? StatusAddress() : options.PublicUrl!.OriginalString.Split('#')[0];
        return address.Contains('?') || request.Query.Length == 0 ? address : address + request.Query;
    }

    private string StatusAddress()
    {
        var parts = options.PublicUrl!.OriginalString.Split('#')[0].Split('?', 2);
        return parts[0].TrimEnd('/') + "/status" + (parts.Length == 2 ? "?" + parts[1] : "");
    }
}
