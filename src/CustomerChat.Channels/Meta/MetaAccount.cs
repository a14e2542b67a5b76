using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Chats;
using CustomerChat.Delivery;

namespace CustomerChat.Channels.Meta;

/// <summary>What WhatsApp and Messenger have in common: verification, signature, the Graph API.</summary>
internal abstract class MetaAccount(MetaOptions options, HttpClient http, TimeProvider time) : IChannelAccount
{
    /// <summary>Rate limits of app, number, pair and page, and what Meta calls transient (https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes).</summary>
    private static readonly string[] Passing = ["1", "2", "4", "80007", "130429", "131000", "131016", "131048", "131056", "133004", "613", "1200", "32"];

    private readonly IReadOnlyList<string> _secrets = Secrets.Parse(options.AppSecret);
    private readonly Exchange _exchange = new(http, time);

    public abstract int MaxText { get; }

    public ImmutableArray<TimeSpan> RetrySchedule => RetrySchedules.People;

    public TimeSpan? AnswerWindow => TimeSpan.FromHours(24);

    public ChannelTexts Texts => options.Texts;

    public InboundResult Receive(InboundRequest request)
    {
        if (request.IsGet)
        {
            return Challenge(request.Query);
        }

        var authenticity = MetaSignature.Verify(_secrets, request.Body.Span, request.Header(MetaSignature.Header));
        if (authenticity != Authenticity.Valid)
        {
            return new InboundResult.Refused(authenticity);
        }

        using var document = Loose.Parse(request.Body);
        return document?.RootElement.ValueKind == JsonValueKind.Object ? Read(new Loose(document.RootElement)) : new InboundResult.Malformed();
    }

    public abstract Task<DeliveryResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken);

    public virtual Task ShowTypingAsync(ChannelAddress to, CancellationToken cancellationToken) => Task.CompletedTask;

    protected abstract InboundResult Read(Loose body);

    protected async Task<DeliveryResult> PostAsync(string path, JsonObject body, Func<JsonObject, string?> id, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.ApiBaseAddress, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Secrets.Parse(options.AccessToken)[0]);
        request.Content = JsonContent.Create(body);
        return await _exchange.SendAsync(request, (status, answer) => Read(status, JsonAnswer.Parse(answer), id), null, cancellationToken);
    }

    private static DeliveryResult Read(HttpStatusCode status, JsonObject? answer, Func<JsonObject, string?> id)
    {
        if ((int)status is >= 200 and < 300)
        {
            return new DeliveryResult.Accepted(answer is null ? null : id(answer));
        }

        var code = (answer?["error"] as JsonObject)?["code"]?.ToString();
        return code is not null && Passing.Contains(code)
            ? new DeliveryResult.RetryLater(null, Exchange.Describe(status, code))
            : Exchange.ByStatus(status, code);
    }

    private InboundResult Challenge(string query)
    {
        var fields = FormFields.Parse(System.Text.Encoding.UTF8.GetBytes(query.TrimStart('?')));
        string? Field(string name) => fields.FirstOrDefault(f => f.Key == name).Value;

        return Field("hub.mode") == "subscribe" && Secrets.Match(Secrets.Parse(options.VerifyToken), Field("hub.verify_token"))
            ? new InboundResult.Challenge(Field("hub.challenge") ?? "")
            : new InboundResult.Refused(Authenticity.Wrong);
    }
}
