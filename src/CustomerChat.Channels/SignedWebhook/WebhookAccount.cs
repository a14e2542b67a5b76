using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Files;

namespace CustomerChat.Channels.SignedWebhook;

/// <summary>A program that exchanges signed webhooks with the relay, in both directions.</summary>
internal sealed class WebhookAccount(string account, WebhookOptions options, HttpClient http, IChannelSwitch channelSwitch, TimeProvider time)
    : IChannelAccount, IFileSource
{
    public const string Channel = "webhook";

    private readonly IReadOnlyList<string> _secrets = Secrets.Parse(options.Secret);
    private readonly InboundMapper _mapper = new(Channel, account, options);
    private readonly SignedPost _post = new(Channel, account, Secrets.Parse(options.Secret), options.CallbackUrl!, http, channelSwitch, time);
    private readonly FileDownload _files = new(http, http, options.FileHosts(options.CallbackUrl?.Authority ?? ""), time);

    /// <summary>Payloads stay below the 20 kB that the specification advises.</summary>
    public int MaxText => 4_096;

    public ImmutableArray<TimeSpan> RetrySchedule => RetrySchedules.Webhooks;

    public TimeSpan? AnswerWindow => null;

    public bool HasTemplate => false;

    public bool MarksRead => false;

    public bool ReportsDelivery => false;

    public ChannelTexts Texts => options.Texts;

    public int? MaxBody => null;

    /// <summary>Programs of all kinds send these webhooks, and some name a wrong type. So every type is accepted.</summary>
    public ImmutableArray<string> MediaTypes => [];

    public InboundResult.Refused? CheckHead(InboundRequest head) =>
        WebhookSignature.Check(
            head.Header(WebhookSignature.IdHeader), head.Header(WebhookSignature.TimestampHeader), head.Header(WebhookSignature.SignatureHeader), head.Now)
            is not Authenticity.Valid and var why
            ? new(why, Status: 401)
            : null;

    public InboundResult Receive(InboundRequest request)
    {
        var id = request.Header(WebhookSignature.IdHeader);
        var authenticity = WebhookSignature.Verify(
            _secrets, id, request.Header(WebhookSignature.TimestampHeader), request.Header(WebhookSignature.SignatureHeader), request.Body.Span, request.Now);
        if (authenticity != Authenticity.Valid)
        {
            return new InboundResult.Refused(authenticity, Status: 401);
        }

        using var document = LenientJson.Parse(request.Body);
        return document?.RootElement.ValueKind != JsonValueKind.Object ? new InboundResult.Malformed()
            : new LenientJson(document.RootElement) is var body && body["type"].Text == "outbound" && options.MayReachOut ? new InboundResult.Outbound(id!)
            : WebhookParser.Read(body, id!, _mapper);
    }

    public string? FileTypes => options.OwnFileTypes;

    /// <summary>Fetches from the callback's own host, or from the hosts that the operator has named; without credentials.</summary>
    public Task<FileSourceResult> OpenAsync(FileReference file, CancellationToken cancellationToken) => Uri.TryCreate(file.Locator, UriKind.Absolute, out var link)
        ? _files.GetAsync(link, null, cancellationToken)
        : Task.FromResult<FileSourceResult>(new FileSourceResult.Refused("its link is not a valid address"));

    public Task<DeliveryResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        var payload = new JsonObject
        {
            ["type"] = "message",
            ["chatId"] = message.ChatId,
            ["index"] = message.Entry.Index,
            ["to"] = message.To.Address,
            ["from"] = message.Entry.From.Nickname,
            ["entryType"] = message.Entry.Type.ToString(),
            ["text"] = message.Text,
            ["at"] = message.Entry.At.ToString("O", CultureInfo.InvariantCulture),
        };
        if (message.Offer is var (question, titles))
        {
            // The text also has the answers, with numbers, for programs that show no buttons.
            payload["question"] = question;
            payload["choices"] = new JsonArray([.. titles.Select(t => (JsonNode)t)]);
        }

        if (message.File is { } file)
        {
            payload["files"] = new JsonArray(new JsonObject { ["url"] = file.Link.AbsoluteUri, ["name"] = file.Name, ["type"] = file.Type.Media, ["size"] = file.Size });
        }

        return _post.SendAsync(message.Id, payload, cancellationToken);
    }

    public Task MarkReadAsync(ChannelAddress to, string? last, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ShowTypingAsync(ChannelAddress to, string? answered, CancellationToken cancellationToken) => Task.CompletedTask;
}
