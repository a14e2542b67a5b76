using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Channels.Inbound;
using CustomerChat.Channels.SignedWebhook;
using CustomerChat.Channels.TwilioSms;
using CustomerChat.Consent;
using CustomerChat.Delivery;
using CustomerChat.Intake;
using CustomerChat.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.Tests.Channels;

/// <summary>What each channel says about consent, and that nothing goes out against it.</summary>
public class ConsentTests
{
    [Theory]
    [InlineData("sms", "+1", "CANCEL", ConsentIntent.Stop)]
    [InlineData("sms", "whatsapp:+1", "CANCEL", null)]
    [InlineData("sms", "whatsapp:+1", "STOP", ConsentIntent.Stop)]
    [InlineData("telegram", "1", "/stop", ConsentIntent.Stop)]
    [InlineData("messenger", "1", "yes", null)]
    [InlineData("webhook", "1", "STOP", null)]
    [InlineData("webhook", "1", "arrêt", ConsentIntent.Stop)]
    [InlineData("sms", "+1", "Arrêt", ConsentIntent.Stop)]
    [InlineData("sms", "+1", "I want to stop", null)]
    public void Message_OfAChannel_IsAWordOfConsentOrNot(string channel, string address, string text, ConsentIntent? expected) =>
        Assert.Equal(expected, Message(channel, address, text, "/end").Consent?.Intent);

    [Theory]
    [InlineData("telegram", "stop", "stop", null)]
    [InlineData("sms", "stop", "stop", ConsentIntent.Stop)]
    [InlineData("sms", " End ", "end", ConsentIntent.Stop)]
    [InlineData("sms", " /END", "/end", null)]
    [InlineData("sms", "end!", "end!", null)]
    public void Word_ThatEndsTheChat_IsOfConsentOnlyWhereTheProviderActsOnIt(string channel, string text, string endWords, ConsentIntent? expected)
    {
        var message = Message(channel, "+1", text, endWords);
        Assert.Equal((true, expected), (message.EndsChat, message.Consent?.Intent));
    }

    [Theory]
    [InlineData("STOP", ConsentIntent.Stop)]
    [InlineData("start", ConsentIntent.Start)]
    [InlineData("HELP", ConsentIntent.Help)]
    [InlineData("OTHER", null)]
    public void Sms_WithTwiliosOwnWord_IsTakenAsTwilioTookIt(string type, ConsentIntent? expected)
    {
        var fields = FormFields.Parse(Encoding.UTF8.GetBytes($"MessageSid=SM1&From=%2B1&Body=parar&OptOutType={type}"))!;
        var message = Assert.Single(Assert.IsType<InboundResult.Received>(SmsParser.Read(fields, isStatus: false, Mapper("sms"))).Messages);
        Assert.Equal((expected, expected is null ? null : ConsentCause.Provider), (message.Consent?.Intent, message.Consent?.Cause));
    }

    [Theory]
    [InlineData("kicked", ConsentIntent.Stop)]
    [InlineData("member", ConsentIntent.Start)]
    public void Telegram_BlockedOrUnblocked_IsTheSame(string status, ConsentIntent expected)
    {
        var received = Assert.IsType<InboundResult.Received>(Accounts.Telegram("""{"update_id":1,"my_chat_member":{"chat":{"id":1,"type":"private"},"new_chat_member":{"status":"STATUS"}}}""".Replace("STATUS", status, StringComparison.Ordinal)));
        Assert.Equal(new ConsentSignal(expected, ConsentCause.Platform), Assert.Single(received.Messages).Consent);
    }

    [Theory]
    [InlineData("stop", ConsentIntent.Stop)]
    [InlineData("resume", ConsentIntent.Start)]
    public void WhatsApp_SwitchForMarketing_IsAboutMarketing(string value, ConsentIntent expected)
    {
        var body = JsonNode.Parse("""{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"user_preferences","value":{"metadata":{"phone_number_id":"123456123"},"user_preferences":[{"wa_id":"4917","category":"marketing_messages","value":"VALUE","timestamp":1}]}}]}]}""".Replace("VALUE", value, StringComparison.Ordinal))!;
        var message = Assert.Single(Accounts.Meta("whatsapp", body).Messages);
        Assert.Equal((new ConsentSignal(expected, ConsentCause.Provider, ConsentScope.Marketing), false), (message.Consent, message.OpensChat));
    }

    [Theory]
    [InlineData("21610", RefusalCause.Consent)]
    [InlineData("63016", RefusalCause.Window)]
    [InlineData("30005", RefusalCause.Message)]
    [InlineData("30003", null)]
    public void Sms_FailedLater_SaysWhy(string code, RefusalCause? expected)
    {
        var fields = FormFields.Parse(Encoding.UTF8.GetBytes($"MessageSid=SM1&To=%2B1&MessageStatus=failed&ErrorCode={code}"))!;
        Assert.Equal(expected, Assert.Single(Assert.IsType<InboundResult.Received>(SmsParser.Read(fields, isStatus: true, Mapper("sms"))).Reports).Cause);
    }

    [Fact]
    public async Task Replay_ByAnOperator_AsksTheProviderAgainButNeverGoesAgainstTheCustomersOwnWord()
    {
        var (store, refuses) = (new MemoryConsents(), true);
        await using var stub = await StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = refuses ? 400 : 201;
            return context.Response.WriteAsync(refuses ? """{"code":21610}""" : """{"sid":"SM1"}""");
        });
        var account = Accounts.Directory("sms", [("ApiBaseAddress", stub.Address.ToString())], consents: store).Find("sms", "main")!;
        Assert.IsType<DeliveryResult.Refused>(await Accounts.SendAsync(account));
        Assert.IsType<DeliveryResult.Refused>(await Accounts.SendAsync(account, isReplay: true));
        refuses = false;
        Assert.IsType<DeliveryResult.Refused>(await Accounts.SendAsync(account));
        Assert.IsType<DeliveryResult.Accepted>(await Accounts.SendAsync(account, isReplay: true));
        Assert.IsType<DeliveryResult.Accepted>(await Accounts.SendAsync(account));

        var customer = Assert.Single(store.Records.Keys);
        store.Records[customer] = new ConsentRecord(customer, ConsentState.OptedOut, ConsentCause.Word, default);
        var fresh = Accounts.Directory("sms", [("ApiBaseAddress", stub.Address.ToString())], consents: store).Find("sms", "main")!;
        Assert.IsType<DeliveryResult.Refused>(await Accounts.SendAsync(fresh, isReplay: true));
    }

    [Fact]
    public async Task Account_OfACustomerWhoHasOptedOut_SendsNothingAndRemembersWhatItsProviderSays()
    {
        var (store, calls) = (new MemoryConsents(), 0);
        await using var stub = await StubServer.StartAsync(context =>
        {
            calls++;
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync("""{"code":21610,"message":"Attempt to send to unsubscribed recipient"}""");
        });
        var account = Accounts.Directory("sms", [("ApiBaseAddress", stub.Address.ToString())], consents: store).Find("sms", "main")!;

        var first = Assert.IsType<DeliveryResult.Refused>(await Accounts.SendAsync(account));
        var second = Assert.IsType<DeliveryResult.Refused>(await Accounts.SendAsync(account));

        Assert.Equal((RefusalCause.Consent, "HTTP 400, code 21610: Attempt to send to unsubscribed recipient"), (first.Cause, first.Reason));
        Assert.Equal(RefusalCause.Consent, second.Cause);
        Assert.StartsWith("The customer has opted out (Refusal", second.Reason, StringComparison.Ordinal);
        Assert.Equal(1, calls);
        Assert.Equal(ConsentState.OptedOut, Assert.Single(store.Records.Values).State);
    }

    private static InboundMapper Mapper(string channel, string endWords = "/end") =>
        new(channel, "main", new WebhookOptions { ContactCenterId = "c", EndWords = endWords, StopWords = "arrêt" });

    private static InboundMessage Message(string channel, string address, string text, string endWords) =>
        Mapper(channel, endWords).Message(new InboundEvent(address, null, "1", new InboundContent.Text(text)));
}
