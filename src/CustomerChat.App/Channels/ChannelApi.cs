using CustomerChat.App.Http;
using CustomerChat.App.Limits;
using CustomerChat.Channels;
using CustomerChat.Channels.Accounts;
using CustomerChat.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerChat.App.Channels;

/// <summary>
/// Webhooks of all channels, one flow: raw body with a cap → authenticity → parse → post to the conversation's chat → answer.
/// Nothing upstream is waited for, and a refusal gives no reason away.
/// </summary>
public sealed partial class ChannelApi(ChannelDirectory channels, ChannelIntake intake, RequestLimits limits, TimeProvider time, ILogger<ChannelApi> logger)
{
    public Task<IResult> SmsAsync(HttpRequest request, string account, CancellationToken token) => ReceiveAsync("sms", account, request, false, token);

    public Task<IResult> SmsStatusAsync(HttpRequest request, string account, CancellationToken token) => ReceiveAsync("sms", account, request, true, token);

    public Task<IResult> WhatsAppAsync(HttpRequest request, string account, CancellationToken token) => ReceiveAsync("whatsapp", account, request, false, token);

    public Task<IResult> MessengerAsync(HttpRequest request, string account, CancellationToken token) => ReceiveAsync("messenger", account, request, false, token);

    public Task<IResult> TelegramAsync(HttpRequest request, string account, CancellationToken token) => ReceiveAsync("telegram", account, request, false, token);

    public Task<IResult> WebhookAsync(HttpRequest request, string account, CancellationToken token) => ReceiveAsync("webhook", account, request, false, token);

    private async Task<IResult> ReceiveAsync(string channel, string name, HttpRequest request, bool isStatus, CancellationToken cancellationToken)
    {
        if (channels.Find(channel, name) is not { } account)
        {
            return TypedResults.NotFound();
        }

        var verifies = channel is "whatsapp" or "messenger";
        var isGet = verifies && HttpMethods.IsGet(request.Method);
        if (!isGet && !HttpMethods.IsPost(request.Method))
        {
            request.HttpContext.Response.Headers.Allow = verifies ? "GET, POST" : "POST";
            return TypedResults.StatusCode(405);
        }

        if (await RawBody.ReadAsync(request, limits.WebhookBody, cancellationToken) is not { } body)
        {
            return TypedResults.StatusCode(413);
        }

        var inbound = new InboundRequest(isGet, isStatus, request.QueryString.Value ?? "", Header, body, time.GetUtcNow());
        switch (account.Receive(inbound))
        {
            case InboundResult.Challenge challenge:
                return TypedResults.Text(challenge.Answer, "text/plain");
            case InboundResult.Refused refused:
                Log.Refused(logger, channel, name, refused.Why);
                return TypedResults.StatusCode(refused.Status);
            case InboundResult.Received received:
                return await TakeInAsync(received, request, cancellationToken);
            default:
                return TypedResults.StatusCode(400);
        }

        string? Header(string header) => request.Headers[header] is [{ } value] ? value : null;
    }

    private async Task<IResult> TakeInAsync(InboundResult.Received received, HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var message in received.Messages)
            {
                // What can't be taken is kept as a dead letter, and its customer is told: one customer does not hold up the others of the account.
                await intake.ReceiveAsync(message, cancellationToken);
            }

            foreach (var report in received.Reports)
            {
                await intake.ReportAsync(report, cancellationToken);
            }
        }
        catch (Exception e) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            Log.Failed(logger, e);
            return TypedResults.StatusCode(500);
        }

        return received.Answer is var (body, contentType) ? TypedResults.Text(body, contentType) : TypedResults.Ok();
    }

    private static partial class Log
    {
        [LoggerMessage(310, LogLevel.Warning, "A webhook for {Channel} account {Account} was refused ({Why}).")]
        public static partial void Refused(ILogger logger, string channel, string account, Authenticity why);

        [LoggerMessage(311, LogLevel.Error, "A webhook could not be taken in; its provider comes again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
