using System.Text.Json;
using CustomerChat.App.Api;
using CustomerChat.App.Http;
using CustomerChat.Chats;
using CustomerChat.ContactCenter;
using CustomerChat.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerChat.App.Ops;

/// <summary>
/// Operators write to a customer first. Programs do the same with a signed webhook, if the settings of its account allow it. The host
/// checks the operator's key on the operators' route. Addresses go in bodies, never in a URL.
/// </summary>
public sealed partial class OutboundApi(Outreach outreach, ContactCenterDirectory centers, BodyReader bodies, ILogger<OutboundApi> logger)
{
    private const int MaxBody = 32 * 1024;
    private const int MaxText = 4_096;
    private const int MaxKey = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary><c>POST outbound</c> with channel, account, address, contactCenterId and text, and the header <c>Idempotency-Key</c>.</summary>
    public async Task<IResult> SendAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (body, error) = await bodies.ReadAsync(request, MaxBody, cancellationToken);
        if (body is null)
        {
            return error!.ToResult();
        }

        if (request.Headers["Idempotency-Key"] is not [{ Length: > 0 and <= MaxKey } key])
        {
            return ApiError.Missing($"The header Idempotency-Key is missing, or longer than {MaxKey} characters.").ToResult();
        }

        return await SendAsync(body, "outbound-" + key, isOperator: true, cancellationToken);
    }

    /// <summary>The same, for a caller that has proved itself in another way.</summary>
    /// <param name="key">The idempotency key: a repeat of the same request has the same key.</param>
    /// <param name="isOperator">
    /// True = the answer names the chat by its whole id, which is a credential. False, for programs = by its first eight digits.
    /// </param>
    public async Task<IResult> SendAsync(ReadOnlyMemory<byte> body, string key, bool isOperator, CancellationToken cancellationToken)
    {
        var (wish, error) = Body.Read(body, json => new Wish(
            Body.Required(json, "channel", 64), Body.Required(json, "account", 128), Body.Required(json, "address", 256),
            Body.Required(json, "contactCenterId", 128), Body.Required(json, "text", MaxText)));
        if (wish is null)
        {
            return error!.ToResult();
        }

        if (centers.Find(wish.ContactCenterId) is null)
        {
            return ApiError.UnknownContactCenter.ToResult();
        }

        var to = new ChannelAddress(wish.Channel.ToLowerInvariant(), wish.Account.ToLowerInvariant(), wish.Address);
        switch (await outreach.SendAsync(to, wish.ContactCenterId, wish.Text, key, cancellationToken))
        {
            case OutreachResult.Kept kept:
                Log.Sent(logger, kept.ChatId, to.Channel, to.Account);
                return TypedResults.Json(new OutboundReply(isOperator ? kept.ChatId : ((ShortChatId)kept.ChatId).ToString(), kept.Continues, kept.IsDuplicate), Json);
            case OutreachResult.Refused refused:
                return new ApiError(StatusCodes.Status409Conflict, 2, refused.Reason).ToResult();
            default:
                return new ApiError(StatusCodes.Status404NotFound, 6, "There is no such channel account.").ToResult();
        }
    }

    private sealed record Wish(string Channel, string Account, string Address, string ContactCenterId, string Text);

    private static partial class Log
    {
        [LoggerMessage(334, LogLevel.Information, "Chat {ChatId}: an operator or a program wrote to the customer first, through {Channel} account {Account}.")]
        public static partial void Sent(ILogger logger, ShortChatId chatId, string channel, string account);
    }
}

/// <param name="ChatId">The chat that holds the text. Its transcript shows what becomes of the text.</param>
/// <param name="Continues">The customer has an open chat, and the text is in that chat.</param>
/// <param name="IsDuplicate">The same key was used before; the relay sends nothing again.</param>
public sealed record OutboundReply(string ChatId, bool Continues, bool IsDuplicate);
