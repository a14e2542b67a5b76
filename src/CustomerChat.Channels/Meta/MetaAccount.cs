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
    private readonly IReadOnlyList<string> _secrets = Secrets.Parse(options.AppSecret);
    private readonly ProviderHttp _provider = new(http, time);

    public abstract int MaxText { get; }

    public ImmutableArray<TimeSpan> RetrySchedule => RetrySchedules.People;

    public TimeSpan? AnswerWindow => TimeSpan.FromHours(24);

    public bool HasTemplate => options.TemplateParts is not null;

    public bool MarksRead => options.MarkRead;

    public bool ReportsDelivery => true;

    public ChannelTexts Texts => options.Texts;

    public int? MaxBody => null;

    public ImmutableArray<string> MediaTypes => Accounts.MediaTypes.OnlyJson;

    public InboundResult.Refused? CheckHead(InboundRequest head) =>
        !head.IsGet && MetaSignature.Check(head.Header(MetaSignature.Header)) is not Authenticity.Valid and var why ? new(why) : null;

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

        using var document = LenientJson.Parse(request.Body);
        return document?.RootElement.ValueKind == JsonValueKind.Object ? Read(new LenientJson(document.RootElement)) : new InboundResult.Malformed();
    }

    public abstract Task<DeliveryResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken);

    public abstract Task ShowTypingAsync(ChannelAddress to, string? answered, CancellationToken cancellationToken);

    public abstract Task MarkReadAsync(ChannelAddress to, string? last, CancellationToken cancellationToken);

    protected abstract InboundResult Read(LenientJson body);

    protected async Task<DeliveryResult> PostAsync(string path, JsonObject body, Func<LenientJson, string?> id, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.ApiBaseAddress, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Secrets.Parse(options.AccessToken)[0]);
        request.Content = JsonContent.Create(body);
        return await _provider.SendAsync(request, (status, text) => JsonAnswer.Read(text, answer => Read(status, answer, id)), null, cancellationToken);
    }

    private static DeliveryResult Read(HttpStatusCode status, LenientJson answer, Func<LenientJson, string?> id)
    {
        if ((int)status is >= 200 and < 300)
        {
            return new DeliveryResult.Accepted(id(answer));
        }

        var error = answer["error"];
        var (code, subcode) = (error["code"].Text, error["error_subcode"].Text);
        return ProviderHttp.Result(
            MetaRefusals.Of(status, code, subcode), status, subcode is null ? code : $"{code}/{subcode}",
            error["message"].Text, error["error_user_title"].Text ?? error["title"].Text, error["error_user_msg"].Text, error["error_data"]["details"].Text);
    }

    /// <summary>The account's template, in the form that both APIs take.</summary>
    protected JsonObject Template => new()
    {
        ["name"] = options.TemplateParts?.Name,
        ["language"] = new JsonObject { ["code"] = options.TemplateParts?.Language },
    };

    private InboundResult Challenge(string query)
    {
        var fields = FormFields.Parse(System.Text.Encoding.UTF8.GetBytes(query.TrimStart('?')));
        string? Field(string name) => fields?.FirstOrDefault(f => f.Key == name).Value;

        return Field("hub.mode") == "subscribe" && Secrets.Match(Secrets.Parse(options.VerifyToken), Field("hub.verify_token"))
            ? new InboundResult.Challenge(Field("hub.challenge") ?? "")
            : new InboundResult.Refused(Authenticity.Wrong);
    }
}
