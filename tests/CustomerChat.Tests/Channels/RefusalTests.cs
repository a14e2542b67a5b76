using System.Net;
using CustomerChat.Channels.Http;
using CustomerChat.Channels.Meta;
using CustomerChat.Channels.Telegram;
using CustomerChat.Channels.TwilioSms;
using CustomerChat.Delivery;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.Tests.Channels;

/// <summary>Whose fault a provider's refusal is, code by code, and what is kept of its words.</summary>
public class RefusalTests
{
    [Theory]
    [InlineData("20429 30001 30003 30022 63017 63018", nameof(Refusal.Passing))]
    [InlineData("20003 20005 20008 10001 30002 30010 63020", nameof(Refusal.Account))]
    [InlineData("21603 21606 21659 21660 21701 21703 21705 30032 30034 63007 63013 63051", nameof(Refusal.Account))]
    [InlineData("63016", nameof(Refusal.Window))]
    [InlineData("21610", nameof(Refusal.Consent))]
    [InlineData("21211 21614 21617 21408 30005 30006 30007 30008 63003 63024 63032 63049 11751 12300 63021", nameof(Refusal.Message))]
    public void Twilio_ACode_IsSomebodysFault(string codes, string expected) =>
        Assert.All(codes.Split(' '), code => Assert.Equal((code, expected), (code, TwilioRefusals.Of(HttpStatusCode.BadRequest, code).ToString())));

    [Theory]
    [InlineData("1 2 4 17 32 341 613 1200 80007 80008 130429 131000 131016 131056 131057 133004", nameof(Refusal.Passing))]
    [InlineData("0 3 10 102 190 200 230 294 299 463 467 131005", nameof(Refusal.Account))]
    [InlineData("368 131031 131042 131037 131045 131048 131064 133010 133015 133016", nameof(Refusal.Account))]
    [InlineData("131047 470", nameof(Refusal.Window))]
    [InlineData("131050 551", nameof(Refusal.Consent))]
    [InlineData("100 130472 131008 131009 131021 131026 131030 131049 131051 131052 131053 131062 132000 132001 132015 132016 132068 137000", nameof(Refusal.Message))]
    public void Meta_ACode_IsSomebodysFault(string codes, string expected) =>
        Assert.All(codes.Split(' '), code => Assert.Equal((code, expected), (code, MetaRefusals.Of(HttpStatusCode.BadRequest, code, null).ToString())));

    [Theory]
    [InlineData("10", "2018278", nameof(Refusal.Window))]
    [InlineData("10", "2534022", nameof(Refusal.Window))]
    [InlineData("100", "2018065", nameof(Refusal.Window))]
    [InlineData("200", "1545041", nameof(Refusal.Consent))]
    [InlineData("10", "2018108", nameof(Refusal.Consent))]
    [InlineData("10", "1893015", nameof(Refusal.Consent))]
    [InlineData("10", "1893063", nameof(Refusal.Account))]
    [InlineData("100", "2018001", nameof(Refusal.Message))]
    [InlineData("100", "2534014", nameof(Refusal.Message))]
    [InlineData("613", "2534040", nameof(Refusal.Passing))]
    [InlineData("100", "2018300", nameof(Refusal.Passing))]
    [InlineData("100", "2018321", nameof(Refusal.Passing))]
    [InlineData("190", "460", nameof(Refusal.Account))]
    [InlineData("10", "1", nameof(Refusal.Account))]
    public void Messenger_ASubcode_IsSomebodysFault(string code, string subcode, string expected) =>
        Assert.Equal(expected, MetaRefusals.Of(HttpStatusCode.BadRequest, code, subcode).ToString());

    [Theory]
    [InlineData(401, "Unauthorized", nameof(Refusal.Account))]
    [InlineData(404, "Not Found", nameof(Refusal.Account))]
    [InlineData(403, "Forbidden: bot was blocked by the user", nameof(Refusal.Consent))]
    [InlineData(403, "Forbidden: bot was kicked from the group chat", nameof(Refusal.Consent))]
    [InlineData(403, "Forbidden: bot can't initiate conversation with a user", nameof(Refusal.Consent))]
    [InlineData(403, "Forbidden: user is deactivated", nameof(Refusal.Message))]
    [InlineData(403, "Forbidden: bots can't send messages to bots", nameof(Refusal.Message))]
    [InlineData(403, "Forbidden: bot is not a member of the supergroup chat", nameof(Refusal.Consent))]
    [InlineData(403, null, nameof(Refusal.Message))]
    [InlineData(400, "Bad Request: chat not found", nameof(Refusal.Message))]
    [InlineData(420, null, nameof(Refusal.Passing))]
    [InlineData(502, null, nameof(Refusal.Passing))]
    public void Telegram_ARefusal_IsSomebodysFault(int status, string? description, string expected) =>
        Assert.Equal(expected, TelegramRefusals.Of((HttpStatusCode)status, description).ToString());

    [Theory]
    [InlineData(400, nameof(Refusal.Message))]
    [InlineData(401, nameof(Refusal.Account))]
    [InlineData(402, nameof(Refusal.Account))]
    [InlineData(403, nameof(Refusal.Account))]
    [InlineData(408, nameof(Refusal.Passing))]
    [InlineData(425, nameof(Refusal.Passing))]
    [InlineData(500, nameof(Refusal.Passing))]
    [InlineData(503, nameof(Refusal.Passing))]
    public void Status_WithoutACode_IsSomebodysFault(int status, string expected) => Assert.All(
        new[] { MetaRefusals.Of((HttpStatusCode)status, null, null), TwilioRefusals.Of((HttpStatusCode)status, null) },
        refusal => Assert.Equal(expected, refusal.ToString()));

    [Theory]
    [InlineData("telegram", 400, """{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}""", "HTTP 400, code 400: Bad Request: chat not found")]
    [InlineData("whatsapp", 400, """{"error":{"message":"(#131047) Re-engagement message","code":131047,"error_data":{"messaging_product":"whatsapp","details":"More than 24 hours have passed"}}}""", "HTTP 400, code 131047: (#131047) Re-engagement message More than 24 hours have passed")]
    [InlineData("messenger", 400, """{"error":{"message":"(#10) This message is sent outside of allowed window.","code":10,"error_subcode":2018278}}""", "HTTP 400, code 10/2018278: (#10) This message is sent outside of allowed window.")]
    [InlineData("sms", 400, """{"code":21211,"message":"Invalid 'To' Phone Number: +15005550001","status":400}""", "HTTP 400, code 21211: Invalid 'To' Phone Number: …")]
    [InlineData("sms", 400, """{"code":21614,"message":"'To' number +1 (500) 555-0001 is not mobile"}""", "HTTP 400, code 21614: 'To' number … is not mobile")]
    [InlineData("whatsapp", 401, """{"error":{"message":"Malformed access token EAABsbCS1iHgBAKZC7ZAyZBxyz","code":190}}""", "HTTP 401, code 190: Malformed access token …")]
    [InlineData("telegram", 400, """{"ok":false,"error_code":400,"description":"half \ud83d of\na pair"}""", "HTTP 400, code 400: half \ufffd of\\na pair")]
    [InlineData("sms", 500, "<html>oh no</html>", "HTTP 500")]
    [InlineData("sms", 400, "[1]", "HTTP 400")]
    public async Task Refusal_OfAProvider_KeepsItsWordsWithoutNumbersAndTokens(string channel, int status, string body, string reason)
    {
        var result = await SendAsync(channel, status, body);
        Assert.Equal(reason, result switch
        {
            DeliveryResult.Refused refused => refused.Reason,
            DeliveryResult.AccountFault fault => fault.Reason,
            DeliveryResult.RetryLater later => later.Reason,
            _ => null,
        });
    }

    [Theory]
    [InlineData("whatsapp", 401, """{"error":{"code":190}}""", typeof(DeliveryResult.AccountFault), null)]
    [InlineData("sms", 401, """{"code":20003}""", typeof(DeliveryResult.AccountFault), null)]
    [InlineData("telegram", 401, """{"ok":false,"error_code":401,"description":"Unauthorized"}""", typeof(DeliveryResult.AccountFault), null)]
    [InlineData("whatsapp", 400, """{"error":{"code":131047}}""", typeof(DeliveryResult.Refused), RefusalCause.Window)]
    [InlineData("sms", 400, """{"code":21610}""", typeof(DeliveryResult.Refused), RefusalCause.Consent)]
    [InlineData("telegram", 403, """{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}""", typeof(DeliveryResult.Refused), RefusalCause.Consent)]
    [InlineData("messenger", 400, """{"error":{"code":551}}""", typeof(DeliveryResult.Refused), RefusalCause.Consent)]
    [InlineData("sms", 400, """{"code":21211}""", typeof(DeliveryResult.Refused), RefusalCause.Message)]
    [InlineData("whatsapp", 400, """{"error":{"code":131056}}""", typeof(DeliveryResult.RetryLater), null)]
    public async Task Refusal_OfAProvider_IsAResultThatSaysWhoseFaultItIs(string channel, int status, string body, Type type, RefusalCause? cause)
    {
        var result = await SendAsync(channel, status, body);
        Assert.IsType(type, result);
        Assert.Equal(cause, (result as DeliveryResult.Refused)?.Cause);
    }

    [Fact]
    public async Task Telegram_ToAGroupThatHasANewId_SendsThereAtOnce()
    {
        var asked = new List<string>();
        await using var stub = await StubServer.StartAsync(async context =>
        {
            var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
            asked.Add(body);
            var old = body.Contains("\"-5\"", StringComparison.Ordinal);
            context.Response.StatusCode = old ? 400 : 200;
            await context.Response.WriteAsync(old
                ? """{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1005}}"""
                : """{"ok":true,"result":{"message_id":7}}""");
        });
        Assert.Equal(new DeliveryResult.Accepted("7"), await Accounts.SendAsync(Accounts.Of("telegram", [("ApiBaseAddress", stub.Address.ToString())]), to: "-5"));
        Assert.Equal(2, asked.Count);
    }

    private static async Task<DeliveryResult> SendAsync(string channel, int status, string body)
    {
        await using var stub = await StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        });
        return await Accounts.SendAsync(Accounts.Of(channel, [("ApiBaseAddress", stub.Address.ToString())]));
    }
}
