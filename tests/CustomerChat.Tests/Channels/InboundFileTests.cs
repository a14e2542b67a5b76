using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Channels.SignedWebhook;
using CustomerChat.Channels.TwilioSms;
using CustomerChat.Files;
using CustomerChat.Intake;

namespace CustomerChat.Tests.Channels;

/// <summary>What the relay needs to fetch a customer's file: its place at the provider, and all that the provider says of it. The text beside it has no link.</summary>
public class InboundFileTests
{
    private static readonly InboundMapper Mapper = new("x", "main", new WebhookOptions { ContactCenterId = "c" });

    [Theory]
    [InlineData("""{"type":"image","image":{"id":"i1","caption":"my shoe","mime_type":"image/jpeg","sha256":"h=="}}""", "image", "i1", null, "image/jpeg", "h==", "[image] my shoe")]
    [InlineData("""{"type":"document","document":{"id":"i2","filename":"a.pdf","mime_type":"application/pdf"}}""", "document", "i2", "a.pdf", "application/pdf", null, "[document] a.pdf")]
    [InlineData("""{"type":"audio","audio":{"id":"i3","mime_type":"audio/ogg","voice":true}}""", "voice", "i3", null, "audio/ogg", null, "[audio]")]
    [InlineData("""{"type":"audio","audio":{"id":"i4","mime_type":"audio/mpeg"}}""", "audio", "i4", null, "audio/mpeg", null, "[audio]")]
    [InlineData("""{"type":"sticker","sticker":{"id":"i5","mime_type":"image/webp"}}""", "sticker", "i5", null, "image/webp", null, "[sticker]")]
    [InlineData("""{"type":"video","video":{"id":"i6","mime_type":"video/mp4"}}""", "video", "i6", null, "video/mp4", null, "[video]")]
    public void WhatsApp_AFile_IsItsMediaId(string message, string kind, string id, string? name, string? type, string? sha256, string beside)
    {
        var one = JsonNode.Parse(message)!.AsObject();
        (one["from"], one["id"]) = ("4917", "w1");
        var value = new JsonObject { ["metadata"] = new JsonObject { ["phone_number_id"] = "123456123" }, ["messages"] = new JsonArray(one) };
        var body = new JsonObject
        {
            ["object"] = "whatsapp_business_account",
            ["entry"] = new JsonArray(new JsonObject { ["changes"] = new JsonArray(new JsonObject { ["field"] = "messages", ["value"] = value }) }),
        };
        Check(Assert.Single(Accounts.Meta("whatsapp", body).Messages), new FileReference(kind, id) { Name = name, Type = type, Sha256 = sha256 }, beside);
    }

    [Theory]
    [InlineData("image", true)]
    [InlineData("audio", true)]
    [InlineData("video", true)]
    [InlineData("file", true)]
    [InlineData("sticker", true)]
    [InlineData("fallback", false)]
    public void Messenger_AFile_IsItsAddress(string kind, bool isFile)
    {
        var body = JsonNode.Parse($$$"""
            {"object":"page","entry":[{"id":"page1","messaging":[{"sender":{"id":"p1"},
              "message":{"mid":"m1","attachments":[{"type":"{{{kind}}}","payload":{"url":"https://cdn/x","title":"the form"}}]}}]}]}
            """)!;
        var message = Assert.Single(Accounts.Meta("messenger", body).Messages);
        if (isFile)
        {
            Check(message, new FileReference(kind, "https://cdn/x") { Name = "the form" }, $"[{kind}] the form");
        }
        else
        {
            Assert.Empty(message.Files);
            Assert.Contains("https://cdn/x", message.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(""" "photo":[{"file_id":"small","file_size":1},{"file_id":"large","file_size":9}] """, "photo", "large", null, null, 9L, "[photo]")]
    [InlineData(""" "document":{"file_id":"d","file_name":"a.pdf","mime_type":"application/pdf","file_size":5} """, "document", "d", "a.pdf", "application/pdf", 5L, "[document] a.pdf")]
    [InlineData(""" "voice":{"file_id":"v","mime_type":"audio/ogg"} """, "voice", "v", null, "audio/ogg", null, "[voice]")]
    [InlineData(""" "audio":{"file_id":"u","title":"a song"} """, "audio", "u", null, null, null, "[audio] a song")]
    [InlineData(""" "sticker":{"file_id":"s","emoji":"👍"} """, "sticker", "s", null, null, null, "[sticker] 👍")]
    [InlineData(""" "sticker":{"file_id":"s","emoji":"👍","is_animated":true} """, null, null, null, null, null, null)]
    public void Telegram_AFile_IsItsFileId(string content, string? kind, string? id, string? name, string? type, long? size, string? beside)
    {
        var message = Assert.Single(Assert.IsType<InboundResult.Received>(Accounts.Telegram($$$"""{"update_id":1,"message":{"chat":{"id":9000000000},{{{content}}}}}""")).Messages);
        if (kind is null)
        {
            Assert.Empty(message.Files);
        }
        else
        {
            Check(message, new FileReference(kind, id!) { Name = name, Type = type, Size = size }, beside!);
        }
    }

    [Fact]
    public void Sms_SeveralFiles_AreTheirAddressesInOrder()
    {
        var fields = FormFields.Parse("MessageSid=SM1&From=%2B1555&Body=look&NumMedia=2&MediaUrl0=https%3A%2F%2Fx%2F1&MediaContentType0=image%2Fpng&MediaUrl1=https%3A%2F%2Fx%2F2"u8);
        var message = Assert.Single(Assert.IsType<InboundResult.Received>(SmsParser.Read(fields!, isStatus: false, Mapper)).Messages);
        Assert.Equal([new("image/png", "https://x/1") { Type = "image/png" }, new FileReference("media", "https://x/2")], message.Files.AsEnumerable());
        Assert.Equal("look\n[image/png]\n[media]", message.TextBeside);
    }

    [Fact]
    public void Webhook_Files_AreTheFirstTwenty()
    {
        var files = new JsonArray([.. Enumerable.Range(0, 21).Select(i => (JsonNode)new JsonObject { ["url"] = $"https://x/{i}", ["name"] = $"{i}.png", ["type"] = "image/png", ["kind"] = "image" })]);
        var message = Webhook(new JsonObject { ["from"] = "a", ["files"] = files })!;
        Assert.Equal(20, message.Files.Length);
        Assert.Equal(new FileReference("image", "https://x/0") { Name = "0.png", Type = "image/png" }, message.Files[0]);
    }

    [Theory]
    [InlineData("""{"from":"ann@example.com","text":"hello"}""", "hello", "ann@example.com", "ann@example.com", false)]
    [InlineData("""{"type":"message","from":"ann@example.com","name":"Ann","text":"hello","data":{"order":"7"}}""", "hello", "ann@example.com", "Ann", false)]
    [InlineData("""{"from":"a","files":[{"url":"https://x/1"}]}""", "[file] https://x/1", "a", "a", false)]
    [InlineData("""{"type":"end","from":"a"}""", "/end", "a", "a", true)]
    [InlineData("""{"from":"a"}""", null, null, null, false)]
    [InlineData("""{"from":"a","text":"  "}""", null, null, null, false)]
    [InlineData("""{"text":"hello"}""", null, null, null, false)]
    [InlineData("""{"type":"other","from":"a","text":"hello"}""", null, null, null, false)]
    public void Webhook_APayload_IsAMessageOrMalformed(string body, string? text, string? from, string? name, bool ends)
    {
        var message = Webhook(JsonNode.Parse(body)!);
        Assert.Equal((text, from, name, ends), (message?.Text, message?.From.Address, message?.Nickname, message?.EndsChat ?? false));
        Assert.Equal(body.Contains("order", StringComparison.Ordinal) ? "7" : null, message?.UserData.GetValueOrDefault("order"));
    }

    [Fact]
    public void Webhook_ASenderOfMoreThan256Characters_IsMalformed()
    {
        Assert.NotNull(Webhook(new JsonObject { ["from"] = new string('a', 256), ["text"] = "x" }));
        Assert.Null(Webhook(new JsonObject { ["from"] = new string('a', 257), ["text"] = "x" }));
    }

    private static InboundMessage? Webhook(JsonNode body)
    {
        using var document = LenientJson.Parse(Encoding.UTF8.GetBytes(body.ToJsonString()))!;
        return WebhookParser.Read(new LenientJson(document.RootElement), "1", Mapper) is InboundResult.Received { Messages: [var message] } ? message : null;
    }

    private static void Check(InboundMessage message, FileReference file, string beside)
    {
        Assert.Equal(file, Assert.Single(message.Files));
        Assert.Equal(beside, message.TextBeside);
    }
}
