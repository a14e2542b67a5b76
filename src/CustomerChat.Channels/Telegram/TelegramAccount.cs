using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Files;

namespace CustomerChat.Channels.Telegram;

/// <summary>A Telegram bot.</summary>
internal sealed class TelegramAccount(string account, TelegramOptions options, HttpClient http, HttpClient guarded, TimeProvider time) : IChannelAccount, IFileSource
{
    public const string Channel = "telegram";

    public const string SecretHeader = "X-Telegram-Bot-Api-Secret-Token";

    private readonly IReadOnlyList<string> _secrets = Secrets.Parse(options.SecretToken);
    private readonly InboundMapper _mapper = new(Channel, account, options);
    private readonly ProviderHttp _provider = new(http, time);
    private readonly FileDownload _files = new(http, guarded, options.FileHosts(""), time);

    public int MaxText => 4_096;

    public ImmutableArray<TimeSpan> RetrySchedule => RetrySchedules.People;

    public TimeSpan? AnswerWindow => null;

    public bool HasTemplate => false;

    public bool MarksRead => false;

    public bool ReportsDelivery => false;

    public ChannelTexts Texts => options.Texts;

    public int? MaxBody => null;

    public ImmutableArray<string> MediaTypes => Accounts.MediaTypes.OnlyJson;

    /// <summary>Only the secret proves the sender, and the secret is in the head.</summary>
    public InboundResult.Refused? CheckHead(InboundRequest head)
    {
        var given = head.Header(SecretHeader);
        return Secrets.Match(_secrets, given) ? null : new(string.IsNullOrEmpty(given) ? Authenticity.Missing : Authenticity.Wrong);
    }

    public InboundResult Receive(InboundRequest request)
    {
        if (CheckHead(request) is { } refused)
        {
            return refused;
        }

        using var document = LenientJson.Parse(request.Body);
        return document?.RootElement.ValueKind == JsonValueKind.Object
            ? TelegramParser.Read(new LenientJson(document.RootElement), _mapper)
            : new InboundResult.Malformed();
    }

    public async Task<DeliveryResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        if (message.File is { } file && MediaLimits.Telegram(file) is var (method, field)
            && await SendAsync(message.To.Address, method, cancellationToken, (field, file.Link.AbsoluteUri), ("caption", file.Caption ?? ""))
                is var result and not DeliveryResult.Refused { Cause: RefusalCause.Message })
        {
            return result;
        }

        if (_mapper.Offer(message) is var (question, titles)
            && await SendAsync(message.To.Address, "sendMessage", cancellationToken, ("text", question), ("reply_markup", Buttons.Telegram(titles)))
                is var offered and not DeliveryResult.Refused { Cause: RefusalCause.Message })
        {
            return offered;
        }

        return await SendAsync(message.To.Address, "sendMessage", cancellationToken, ("text", message.Text));
    }

    /// <summary>
    /// Sends a message. If a group has become another one, the answer names the new id, and the message is sent to that id.
    /// </summary>
    private async Task<DeliveryResult> SendAsync(string chat, string method, CancellationToken cancellationToken, params (string Name, JsonNode Value)[] content)
    {
        string? movedTo = null;
        var result = await CallAsync(method, Body(chat), to => movedTo = to, cancellationToken);
        return result is DeliveryResult.Refused && movedTo is not null ? await CallAsync(method, Body(movedTo), _ => { }, cancellationToken) : result;

        JsonObject Body(string to)
        {
            var body = new JsonObject { ["chat_id"] = to };
            foreach (var (name, value) in content)
            {
                body[name] = value.DeepClone();
            }

            return body;
        }
    }

    public Task MarkReadAsync(ChannelAddress to, string? last, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ShowTypingAsync(ChannelAddress to, string? answered, CancellationToken cancellationToken) =>
        CallAsync("sendChatAction", new JsonObject { ["chat_id"] = to.Address, ["action"] = "typing" }, _ => { }, cancellationToken);

    public string? FileTypes => options.OwnFileTypes;

    /// <summary>
    /// The token is in the addresses (https://core.telegram.org/bots/api#getfile). So the relay follows no redirect, and no address gets
    /// into a log or an error.
    /// </summary>
    public async Task<FileSourceResult> OpenAsync(FileReference file, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.ApiBaseAddress, $"/bot{options.BotToken}/getFile"));
        request.Content = JsonContent.Create(new JsonObject { ["file_id"] = file.Locator });
        return await ApiQuestion.AskAsync(
            http, request, time,
            (status, answer) =>
                answer["description"].Text is { } why && why.Contains("too big", StringComparison.OrdinalIgnoreCase)
                    ? Task.FromResult<FileSourceResult>(new FileSourceResult.Refused("it is larger than the 20 MB that Telegram gives to bots"))
                : (int)status is < 200 or >= 300 ? Task.FromResult(FileDownload.Failed(status))
                : answer["result"]["file_path"].Text is { } path && !path.Contains("..", StringComparison.Ordinal)
                    ? _files.GetFromApiAsync(
                        new Uri(options.ApiBaseAddress, $"/file/bot{options.BotToken}/{path.TrimStart('/')}"), null, cancellationToken, followsRedirects: false)
                : Task.FromResult<FileSourceResult>(new FileSourceResult.Missing()),
            cancellationToken);
    }

    private async Task<DeliveryResult> CallAsync(string method, JsonObject body, Action<string?> moved, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.ApiBaseAddress, $"/bot{options.BotToken}/{method}"));
        request.Content = JsonContent.Create(body);
        return await _provider.SendAsync(
            request,
            (status, text) => JsonAnswer.Read(text, answer =>
            {
                moved(answer["parameters"]["migrate_to_chat_id"].Text);
                return Read(status, answer);
            }),
            RetryAfter,
            cancellationToken);
    }

    private static DeliveryResult Read(HttpStatusCode status, LenientJson answer) => (int)status is >= 200 and < 300
        ? new DeliveryResult.Accepted(answer["result"]["message_id"].Text)
        : ProviderHttp.Result(TelegramRefusals.Of(status, answer["description"].Text), status, answer["error_code"].Text, answer["description"].Text);

    /// <summary>The wait that Telegram asks for in the body. It holds for all chats of the bot.</summary>
    private static TimeSpan? RetryAfter(string body) => JsonAnswer.Read<TimeSpan?>(body, answer =>
        double.TryParse(answer["parameters"]["retry_after"].Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds)
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 1, 86_400))
            : null);
}
