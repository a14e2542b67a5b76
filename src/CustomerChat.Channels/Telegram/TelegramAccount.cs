using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Chats;
using CustomerChat.Delivery;

namespace CustomerChat.Channels.Telegram;

/// <summary>A bot at Telegram.</summary>
internal sealed class TelegramAccount(string account, TelegramOptions options, HttpClient http, TimeProvider time) : IChannelAccount
{
    public const string Channel = "telegram";

    public const string SecretHeader = "X-Telegram-Bot-Api-Secret-Token";

    private readonly IReadOnlyList<string> _secrets = Secrets.Parse(options.SecretToken);
    private readonly Person _person = new(Channel, account, options);
    private readonly Exchange _exchange = new(http, time);

    public int MaxText => 4_096;

    public ImmutableArray<TimeSpan> RetrySchedule => RetrySchedules.People;

    public TimeSpan? AnswerWindow => null;

    public ChannelTexts Texts => options.Texts;

    public InboundResult Receive(InboundRequest request)
    {
        var given = request.Header(SecretHeader);
        if (!Secrets.Match(_secrets, given))
        {
            return new InboundResult.Refused(string.IsNullOrEmpty(given) ? Authenticity.Missing : Authenticity.Wrong);
        }

        using var document = Loose.Parse(request.Body);
        return document?.RootElement.ValueKind == JsonValueKind.Object
            ? TelegramParser.Read(new Loose(document.RootElement), _person)
            : new InboundResult.Malformed();
    }

    public Task<DeliveryResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken) =>
        CallAsync("sendMessage", new JsonObject { ["chat_id"] = message.To.Address, ["text"] = message.Text }, cancellationToken);

    public Task ShowTypingAsync(ChannelAddress to, CancellationToken cancellationToken) =>
        CallAsync("sendChatAction", new JsonObject { ["chat_id"] = to.Address, ["action"] = "typing" }, cancellationToken);

    private async Task<DeliveryResult> CallAsync(string method, JsonObject body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.ApiBaseAddress, $"/bot{options.BotToken}/{method}"));
        request.Content = JsonContent.Create(body);
        return await _exchange.SendAsync(request, Read, RetryAfter, cancellationToken);
    }

    private static DeliveryResult Read(HttpStatusCode status, string body)
    {
        var answer = JsonAnswer.Parse(body);
        return (int)status is >= 200 and < 300
            ? new DeliveryResult.Accepted((answer?["result"] as JsonObject)?["message_id"]?.ToString())
            : Exchange.ByStatus(status, answer?["error_code"]?.ToString());
    }

    /// <summary>Telegram says it in the body; it blocks all chats of the bot.</summary>
    private static TimeSpan? RetryAfter(string body) =>
        (JsonAnswer.Parse(body)?["parameters"] as JsonObject)?["retry_after"] is JsonValue value && value.TryGetValue<double>(out var seconds)
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 1, 86_400))
            : null;
}
