using CustomerChat.App.Api;
using CustomerChat.App.Http;
using CustomerChat.App.Limits;
using CustomerChat.App.Ops;
using CustomerChat.Channels;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Inbound;
using CustomerChat.Consent;
using CustomerChat.Delivery;
using CustomerChat.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerChat.App.Channels;

/// <summary>
/// Webhooks of all channels, in the same steps: method, limit for callers that were refused before, content type, length and form of the
/// signature → raw body with a cap → authenticity → parse → block list, flood limit, consent → post to the conversation's chat → answer.
/// The relay waits for nothing upstream, and a refusal does not say why.
/// </summary>
public sealed partial class ChannelApi(
    ChannelDirectory channels, ChannelIntake intake, InboundGate gate, Consents consents, OutboundApi outbound, RequestLimits limits, BodyReader bodies, StorageOutage outage, TimeProvider time,
    ILogger<ChannelApi> logger)
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

        if (limits.Webhook(request) is { } wait)
        {
            // A caller that proves nothing again and again costs neither a check of a signature nor a line in the log.
            ApiError.RetryAfter(request, wait);
            return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        var head = new InboundRequest(isGet, isStatus, request.QueryString.Value ?? "", Header, ReadOnlyMemory<byte>.Empty, time.GetUtcNow());
        if (RefuseByHead(account, head, request) is { } early)
        {
            if (early.Why is { } why)
            {
                limits.Refused(request);
                Log.Refused(logger, channel, name, why);
            }

            return TypedResults.StatusCode(early.Status);
        }

        var (body, error) = isGet ? ([], null) : await bodies.ReadAsync(request, MaxBody(account), cancellationToken);
        if (body is null)
        {
            return TypedResults.StatusCode(error!.Status);
        }

        var inbound = head with { Body = body };
        var result = account.Receive(inbound);
        if (result is InboundResult.Refused or InboundResult.TooLarge)
        {
            limits.Refused(request);
        }
        else
        {
            limits.Proved(request);
        }

        switch (result)
        {
            case InboundResult.Challenge challenge:
                return TypedResults.Text(challenge.Answer, "text/plain");
            case InboundResult.Refused refused:
                Log.Refused(logger, channel, name, refused.Why);
                return TypedResults.StatusCode(refused.Status);
            case InboundResult.Received received:
                return await TakeInAsync(channel, received, request, cancellationToken);
            case InboundResult.Outbound wish:
                return await outbound.SendAsync(body, $"outbound-{channel}-{name.ToLowerInvariant()}-{wish.Id}", isOperator: false, cancellationToken);
            case InboundResult.TooLarge:
                return TypedResults.StatusCode(413);
            default:
                return TypedResults.StatusCode(400);
        }

        string? Header(string header) => request.Headers[header] is [{ } value] ? value : null;
    }

    /// <summary>
    /// What can be checked without the body, the cheapest check first: content type, length, the headers that prove the sender. Null = read
    /// the body.
    /// </summary>
    private (int Status, Authenticity? Why)? RefuseByHead(IChannelAccount account, InboundRequest head, HttpRequest request) =>
        head.IsGet ? null
        : !Takes(account, request.ContentType) ? (415, null)
        : request.ContentLength > MaxBody(account) ? (413, null)
        : account.CheckHead(head) is { } refused ? (refused.Status, refused.Why)
        : null;

    private static bool Takes(IChannelAccount account, string? contentType) =>
        string.IsNullOrEmpty(contentType) || account.MediaTypes.IsEmpty || account.MediaTypes.Any(type => MediaTypes.Is(contentType, type));

    private int MaxBody(IChannelAccount account) => Math.Min(account.MaxBody ?? limits.WebhookBody, limits.WebhookBody);

    private async Task<IResult> TakeInAsync(string channel, InboundResult.Received received, HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var taken in received.Messages)
            {
                // A message that can't be taken becomes a dead letter, and its customer is told. So one customer does not hold up the other
                // customers of the account.
                var (message, why) = await gate.PassAsync(taken, cancellationToken);
                if (message is null)
                {
                    Ignore(channel, why == NotPassed.Blocked ? Ignored.Blocked : Ignored.Flood);
                    continue;
                }

                var result = await intake.ReceiveAsync(message, cancellationToken);
                if (result == PostResult.Ended && !message.OpensChat)
                {
                    Ignore(channel, Ignored.NoOpenChat);
                }
            }

            foreach (var report in received.Reports)
            {
                if (report.Cause == RefusalCause.Consent)
                {
                    await consents.RefusedByProviderAsync(report.To, report.Error, cancellationToken);
                }

                await intake.ReportAsync(report, cancellationToken);
            }
        }
        catch (Exception e) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            if (!outage.Takes(e))
            {
                Log.Failed(logger, e);
            }

            return TypedResults.StatusCode(500);
        }

        foreach (var reason in received.Ignored)
        {
            Ignore(channel, reason);
        }

        return received.Answer is var (body, contentType) ? TypedResults.Text(body, contentType) : TypedResults.Ok();
    }

    private static void Ignore(string channel, string reason) =>
        Telemetry.InboundIgnored.Add(1, new("channel", channel), new("reason", reason));

    private static partial class Log
    {
        [LoggerMessage(310, LogLevel.Warning, "A webhook for {Channel} account {Account} was refused ({Why}).")]
        public static partial void Refused(ILogger logger, string channel, string account, Authenticity why);

        [LoggerMessage(311, LogLevel.Error, "A webhook could not be processed. The provider will send it again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
