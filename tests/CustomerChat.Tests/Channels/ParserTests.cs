using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Channels.Inbound;
using CustomerChat.Channels.SignedWebhook;
using CustomerChat.Channels.TwilioSms;
using CustomerChat.Chats;
using FsCheck.Xunit;

namespace CustomerChat.Tests.Channels;

public class ParserTests
{
    private static readonly InboundMapper Mapper = new("x", "main", Options());

    [Theory]
    [InlineData("""{"type":"image","image":{"id":"i1","caption":"my shoe"}}""", "[image] my shoe (media id i1)")]
    [InlineData("""{"type":"audio","audio":{"id":"i2"}}""", "[audio] (media id i2)")]
    [InlineData("""{"type":"document","document":{"id":"i3","filename":"a.pdf"}}""", "[document] a.pdf (media id i3)")]
    [InlineData("""{"type":"location","location":{"latitude":1.5,"longitude":-2,"name":"Home"}}""", "[location] Home https://www.google.com/maps?q=1.5,-2")]
    [InlineData("""{"type":"contacts","contacts":[{"name":{"formatted_name":"Bob"},"phones":[{"phone":"+49"}]}]}""", "[contact] Bob +49")]
    [InlineData("""{"type":"button","button":{"text":"Yes","payload":"y"}}""", "Yes")]
    [InlineData("""{"type":"interactive","interactive":{"list_reply":{"id":"1","title":"Blue"}}}""", "Blue")]
    [InlineData("""{"type":"reaction","reaction":{"emoji":"👍"}}""", "[reaction] 👍")]
    [InlineData("""{"type":"unsupported","errors":[{"title":"Unknown message"}]}""", "[unsupported] Unknown message")]
    [InlineData("""{"type":"text","text":{}}""", "[empty message]")]
    [InlineData("""{}""", "[message]")]
    public void WhatsApp_EveryKind_IsTextThatAnAgentCanUse(string message, string text)
    {
        var one = JsonNode.Parse(message)!.AsObject();
        (one["from"], one["id"]) = ("4917", "w1");
        var body = new JsonObject
        {
            ["object"] = "whatsapp_business_account",
            ["entry"] = new JsonArray(new JsonObject
            {
                ["changes"] = new JsonArray(new JsonObject
                {
                    ["field"] = "messages",
                    ["value"] = new JsonObject { ["metadata"] = new JsonObject { ["phone_number_id"] = "123456123" }, ["messages"] = new JsonArray(one) },
                }),
            }),
        };
        Assert.Equal(text, Assert.Single(Accounts.Meta("whatsapp", body).Messages).Text);
    }

    [Fact]
    public void WhatsApp_ABatch_IsAllOfItInOrder()
    {
        var value = new JsonObject
        {
            ["metadata"] = new JsonObject { ["phone_number_id"] = "123456123" },
            ["messages"] = new JsonArray([.. Enumerable.Range(0, 5).Select(i => (JsonNode)new JsonObject
            {
                ["from"] = "4917", ["id"] = $"w{i}", ["type"] = "text", ["text"] = new JsonObject { ["body"] = $"t{i}" },
            })]),
        };
        var entry = new JsonObject { ["changes"] = new JsonArray(new JsonObject { ["field"] = "messages", ["value"] = value }) };
        var body = new JsonObject { ["object"] = "whatsapp_business_account", ["entry"] = new JsonArray(entry, entry.DeepClone()) };

        Assert.Equal(["t0", "t1", "t2", "t3", "t4", "t0", "t1", "t2", "t3", "t4"], Accounts.Meta("whatsapp", body).Messages.Select(m => m.Text));
    }

    [Fact]
    public void Messenger_EchoesReceiptsAndAttachments_AreTakenForWhatTheyAre()
    {
        const string Body = """
            {"object":"page","entry":[{"id":"page1","messaging":[
              {"sender":{"id":"page1"},"message":{"mid":"m0","text":"ours","is_echo":true}},
              {"sender":{"id":"p1"},"message":{"mid":"m1","attachments":[{"type":"image","payload":{"url":"https://cdn/x.png"}}]}},
              {"sender":{"id":"p1"},"delivery":{"mids":["o1","o2"]}},
              {"sender":{"id":"p1"},"postback":{"mid":"m2","title":"Get started"}}]},
              {"id":"other","messaging":[{"sender":{"id":"p9"},"message":{"mid":"m9","text":"not ours"}}]}]}
            """;
        var received = Accounts.Meta("messenger", JsonNode.Parse(Body)!);
        Assert.Equal(["[image] https://cdn/x.png", "Get started"], received.Messages.Select(m => m.Text));
        Assert.Equal(["o1", "o2"], received.Reports.Select(r => r.ProviderId));
    }

    /// <summary>Each event has an id of its own: a second reaction, or a deletion, must not pass for what came before.</summary>
    [Fact]
    public void Messenger_EventsOfOneMessage_HaveIdsOfTheirOwn()
    {
        const string Body = """
            {"object":"page","entry":[{"id":"page1","messaging":[
              {"sender":{"id":"p1"},"timestamp":1,"message":{"mid":"m1","text":"hello"}},
              {"sender":{"id":"p1"},"timestamp":2,"message":{"mid":"m1","is_deleted":true}},
              {"sender":{"id":"p1"},"timestamp":3,"reaction":{"mid":"o1","action":"react","emoji":"👍"}},
              {"sender":{"id":"p1"},"timestamp":4,"reaction":{"mid":"o1","action":"unreact","emoji":"👍"}},
              {"sender":{"id":"p1"},"timestamp":5,"reaction":{"mid":"o1","action":"react","emoji":"👍"}},
              {"sender":{"id":"p1"},"timestamp":6,"postback":{"title":"Yes","payload":"y"}},
              {"sender":{"id":"p1"},"timestamp":7,"postback":{"title":"Yes","payload":"y"}},
              {"sender":{"id":"p1"},"timestamp":8,"referral":{"ref":"ad","source":"ADS"}},
              {"sender":{"id":"p2"},"timestamp":8,"referral":{"ref":"ad","source":"ADS"}}]}]}
            """;
        var (first, again) = (Ids(), Ids());
        Assert.Equal(9, first.Distinct().Count());
        Assert.Equal(first, again);

        static List<string> Ids() => [.. Accounts.Meta("messenger", JsonNode.Parse(Body)!).Messages.Select(m => m.Id)];
    }

    /// <summary>A customer who switches marketing messages off, on and off again has done three things.</summary>
    [Fact]
    public void WhatsApp_PreferencesOfOneCustomer_HaveIdsOfTheirOwn()
    {
        JsonNode Preference(string value, int at) => new JsonObject { ["wa_id"] = "4917", ["category"] = "marketing_messages", ["value"] = value, ["timestamp"] = $"{at}" };
        var body = new JsonObject
        {
            ["object"] = "whatsapp_business_account",
            ["entry"] = new JsonArray(new JsonObject
            {
                ["changes"] = new JsonArray(new JsonObject
                {
                    ["field"] = "user_preferences",
                    ["value"] = new JsonObject
                    {
                        ["metadata"] = new JsonObject { ["phone_number_id"] = "123456123" },
                        ["user_preferences"] = new JsonArray(Preference("stop", 1), Preference("resume", 2), Preference("stop", 3)),
                    },
                }),
            }),
        };
        Assert.Equal(3, Accounts.Meta("whatsapp", body).Messages.Select(m => m.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("""{"update_id":1,"edited_message":{"chat":{"id":9000000000},"from":{"first_name":"A","last_name":"B"},"text":"better"}}""", "[edited] better")]
    [InlineData("""{"update_id":1,"callback_query":{"data":"yes","from":{"username":"ab"},"message":{"chat":{"id":9000000000}}}}""", "yes")]
    [InlineData("""{"update_id":1,"message":{"chat":{"id":9000000000},"photo":[{}],"caption":"look"}}""", "[photo] look")]
    [InlineData("""{"update_id":1,"message":{"chat":{"id":9000000000},"location":{"latitude":1,"longitude":2}}}""", "[location] https://www.google.com/maps?q=1,2")]
    [InlineData("""{"update_id":1,"message":{"chat":{"id":9000000000},"contact":{"first_name":"Bob","phone_number":"+49"}}}""", "[contact] Bob +49")]
    public void Telegram_EveryKind_IsTextThatAnAgentCanUse(string body, string text)
    {
        var message = Assert.Single(Assert.IsType<InboundResult.Received>(Accounts.Telegram(body)).Messages);
        Assert.Equal((text, "9000000000"), (message.Text, message.From.Address));
    }

    [Fact]
    public void Telegram_AnUpdateOfAnotherKind_IsTakenAndIsNothing() =>
        Assert.Empty(Assert.IsType<InboundResult.Received>(Accounts.Telegram("""{"update_id":1,"poll":{}}""")).Messages);

    [Fact]
    public void Sms_WithMediaAndName_IsAMessageWithAnXmlAnswer()
    {
        var fields = FormFields.Parse("MessageSid=SM1&From=%2B1555&Body=+look+&NumMedia=1&MediaUrl0=https%3A%2F%2Fx%2F1&MediaContentType0=image%2Fpng&ProfileName=Ann&Body=second"u8);
        var received = Assert.IsType<InboundResult.Received>(SmsParser.Read(fields!, isStatus: false, Mapper));
        var message = Assert.Single(received.Messages);
        Assert.Equal((" look \n[image/png] https://x/1", "Ann", "+1555", "SM1"), (message.Text, message.Nickname, message.From.Address, message.Id));
        Assert.Equal("text/xml", received.Answer?.ContentType);
    }

    [Theory]
    [InlineData("accepted", DeliveryStatus.Accepted)]
    [InlineData("scheduled", DeliveryStatus.Accepted)]
    [InlineData("queued", DeliveryStatus.Accepted)]
    [InlineData("sending", DeliveryStatus.Accepted)]
    [InlineData("sent", DeliveryStatus.Sent)]
    [InlineData("delivered", DeliveryStatus.Delivered)]
    [InlineData("partially_delivered", DeliveryStatus.Delivered)]
    [InlineData("read", DeliveryStatus.Read)]
    [InlineData("undelivered", DeliveryStatus.Failed)]
    [InlineData("failed", DeliveryStatus.Failed)]
    [InlineData("canceled", DeliveryStatus.Failed)]
    public void Sms_AStatus_IsAReport(string status, DeliveryStatus expected)
    {
        var fields = FormFields.Parse(Encoding.UTF8.GetBytes($"MessageSid=SM1&To=%2B1&MessageStatus={status}&ErrorCode=30003"));
        var report = Assert.Single(Assert.IsType<InboundResult.Received>(SmsParser.Read(fields!, isStatus: true, Mapper)).Reports);
        Assert.Equal((expected, "30003"), (report.Status, report.Error));
    }

    [Theory]
    [InlineData("/end", true)]
    [InlineData(" /END ", true)]
    [InlineData("Stop", true)]
    [InlineData("stop it", false)]
    public void Message_WithAWordOfTheEnd_EndsTheChat(string text, bool ends) =>
        Assert.Equal(ends, new InboundMapper("x", "main", new WebhookOptions { ContactCenterId = "c", EndWords = "/end, stop" }).Message(new InboundEvent("a", null, "1", new InboundContent.Text(text))).EndsChat);

    [Property(MaxTest = 20_000)]
    public bool AnyBytes_SignedByTheProvider_GiveAResult(byte[] body, string? text)
    {
        // Bytes at random, and JSON of the right shape with anything in it.
        var json = JsonValue.Create(text ?? "")!.ToJsonString();
        var shaped = Encoding.UTF8.GetBytes(Shape.Replace("TEXT", json, StringComparison.Ordinal));
        foreach (var bytes in new[] { body, shaped })
        {
            foreach (var account in All)
            {
                _ = account.Receive(Accounts.SignedMeta(bytes));
                _ = account.Receive(Accounts.Request(bytes, ("X-Telegram-Bot-Api-Secret-Token", Accounts.Secret)));
            }

            using var document = LenientJson.Parse(bytes);
            if (document is not null)
            {
                _ = WebhookParser.Read(new LenientJson(document.RootElement), "1", Mapper);
            }

            _ = SmsParser.Read(FormFields.Parse(bytes) ?? [], isStatus: false, Mapper);
            _ = SmsParser.ParseJson(bytes);
        }

        return true;
    }

    private const string Shape = """
        {"object":"page","update_id":TEXT,"from":TEXT,"text":TEXT,"message":{"chat":{"id":1},"text":TEXT,"contact":TEXT},
         "entry":[{"id":"page1","changes":TEXT,"messaging":[{"sender":{"id":TEXT},"message":{"mid":TEXT,"attachments":[TEXT]}}]}]}
        """;

    private static readonly IChannelAccount[] All = [Accounts.Of("whatsapp"), Accounts.Of("messenger"), Accounts.Of("telegram")];

    private static WebhookOptions Options() => new() { ContactCenterId = "c" };
}
