using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Files;

namespace CustomerChat.Channels.SignedWebhook;

/// <summary>A program of somebody's own, by signed webhooks in both directions.</summary>
internal sealed class WebhookAccount(string account, WebhookOptions options, HttpClient http, IChannelSwitch channelSwitch, TimeProvider time)
    : IChannelAccount, IFileSource
{
    public const string Channel = "webhook";

    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyList<string> _secrets = Secrets.Parse(options.Secret);
    private readonly Person _person = new(Channel, account, options);
    private readonly Exchange _exchange = new(http, time);
    private readonly FileDownload _files = new(http, http, options.FileHosts(options.CallbackUrl?.Authority ?? ""), time);

    /// <summary>Until when it is taken for on, in ticks of UTC.</summary>
    private long _onUntil;

    /// <summary>Payloads stay below the 20 kB that the specification advises.</summary>
    public int MaxText => 4_096;

    public ImmutableArray<TimeSpan> RetrySchedule => RetrySchedules.Webhooks;

    public TimeSpan? AnswerWindow => null;

    public bool HasTemplate => false;

    public bool MarksRead => false;

    public ChannelTexts Texts => options.Texts;

    public int? MaxBody => null;

    /// <summary>Programs of all kinds send these, and some say nothing true of their type.</summary>
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

        using var document = Loose.Parse(request.Body);
        return document?.RootElement.ValueKind == JsonValueKind.Object
            ? WebhookParser.Read(new Loose(document.RootElement), id!, _person)
            : new InboundResult.Malformed();
    }

    public async Task<DeliveryResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        if (await IsOffAsync(cancellationToken))
        {
            return new DeliveryResult.Refused("The webhook is off: its receiver has answered 410. A replay that is taken turns it on again.");
        }

        var result = await PostAsync(message, cancellationToken);
        if (result is DeliveryResult.Refused { Reason: Gone })
        {
            Interlocked.Exchange(ref _onUntil, 0);
            await channelSwitch.SetAsync(Channel, account, off: true, cancellationToken);
        }

        return result;
    }

    public Task MarkReadAsync(ChannelAddress to, string? last, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ShowTypingAsync(ChannelAddress to, string? answered, CancellationToken cancellationToken) => Task.CompletedTask;

    public string? FileTypes => options.OwnFileTypes;

    /// <summary>From the callback's own host, or those that the operator has named; without credentials.</summary>
    public Task<FileSourceResult> OpenAsync(FileReference file, CancellationToken cancellationToken) => Uri.TryCreate(file.Locator, UriKind.Absolute, out var link)
        ? _files.GetAsync(link, null, cancellationToken)
        : Task.FromResult<FileSourceResult>(new FileSourceResult.Refused("its link is none"));

    private const string Gone = "HTTP 410";

    /// <summary>That it is on is remembered for a while: at worst a receiver that another host has found gone says so here, too.</summary>
    private async Task<bool> IsOffAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now.UtcTicks < Interlocked.Read(ref _onUntil))
        {
            return false;
        }

        if (await channelSwitch.IsOffAsync(Channel, account, cancellationToken))
        {
            return true;
        }

        Interlocked.Exchange(ref _onUntil, (now + Remembered).UtcTicks);
        return false;
    }

    private async Task<DeliveryResult> PostAsync(OutboundMessage message, CancellationToken cancellationToken)
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
        if (message.File is { } file)
        {
            payload["files"] = new JsonArray(new JsonObject { ["url"] = file.Link.AbsoluteUri, ["name"] = file.Name, ["type"] = file.Type.Media, ["size"] = file.Size });
        }

        var body = Encoding.UTF8.GetBytes(payload.ToJsonString());
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, options.CallbackUrl);
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.Add(WebhookSignature.IdHeader, message.Id);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.SignatureHeader, string.Join(' ', _secrets.Select(s => WebhookSignature.Sign(s, message.Id, timestamp, body))));
        return await _exchange.SendAsync(request, (status, _) => Read(status, message), null, cancellationToken);
    }

    /// <summary>Only 2xx is success; 410 turns it off; everything else is tried again over three days: a receiver is mended by people.</summary>
    private static DeliveryResult Read(HttpStatusCode status, OutboundMessage message) => (int)status switch
    {
        >= 200 and < 300 => new DeliveryResult.Accepted(message.Id),
        410 => new DeliveryResult.Refused(Gone),
        _ => new DeliveryResult.RetryLater(null, Exchange.Describe(status)),
    };
}
