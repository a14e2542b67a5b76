using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Meta;
using CustomerChat.Channels.SignedWebhook;
using CustomerChat.Channels.TwilioSms;
using CustomerChat.Chats;
using CustomerChat.Delivery;

namespace CustomerChat.Tests.Channels;

/// <summary>The providers' published signatures and payloads, each good, tampered, missing and rotated.</summary>
public class VectorTests
{
    private static readonly JsonObject Vectors =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Channels", "vectors.json")))!.AsObject();

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330);

    public static TheoryData<string> TwilioForms => [.. Vectors["twilioForm"]!.AsArray().Select(v => (string)v!["name"]!)];

    [Theory]
    [MemberData(nameof(TwilioForms))]
    public void TwilioForm_AsPublished_IsValidOrNot(string name)
    {
        var vector = Vectors["twilioForm"]!.AsArray().Single(v => (string)v!["name"]! == name)!;
        var (token, url, signature) = ((string)vector["auth_token"]!, (string)vector["request_url"]!, (string)vector["signature"]!);
        var fields = vector["params"]!.AsObject().SelectMany(p => p.Value is JsonArray many
            ? many.Select(v => KeyValuePair.Create(p.Key, (string)v!))
            : [KeyValuePair.Create(p.Key, (string)p.Value!)]).ToList();
        var expected = (bool)vector["expect_valid"]! ? Authenticity.Valid : Authenticity.Wrong;

        Assert.Equal(expected, TwilioSignature.VerifyForm([token], url, fields, signature));
        Assert.Equal(expected, TwilioSignature.VerifyForm(["other", token], url, fields, signature));

        // The same token twice, as a rotation may leave it.
        Assert.Equal(expected, TwilioSignature.VerifyForm([token, token], url, fields, signature));
        Assert.Equal(Authenticity.Wrong, TwilioSignature.VerifyForm(["other"], url, fields, signature));
        Assert.Equal(Authenticity.Wrong, TwilioSignature.VerifyForm([], url, fields, signature));
        Assert.Equal(Authenticity.Missing, TwilioSignature.VerifyForm([token], url, fields, ""));
        Assert.Equal(Authenticity.Missing, TwilioSignature.VerifyForm([token], url, fields, null));
        Assert.Equal(Authenticity.Wrong, TwilioSignature.VerifyForm([token], url, [.. fields, KeyValuePair.Create("More", "1")], signature));
        Assert.Equal(Authenticity.Wrong, TwilioSignature.VerifyForm([token], url + "x", fields, signature));
    }

    [Fact]
    public void TwilioJson_AsPublished_IsValidAndItsBodyIsHeldAgainstTheHash()
    {
        var vector = Vectors["twilioJson"]![0]!;
        var (token, url, signature) = ((string)vector["auth_token"]!, (string)vector["request_url"]!, (string)vector["signature"]!);
        var body = Encoding.UTF8.GetBytes((string)vector["raw_body"]!);

        Assert.Equal(Authenticity.Valid, TwilioSignature.VerifyJson([token], url, body, signature));
        Assert.Equal(Authenticity.BodyChanged, TwilioSignature.VerifyJson([token], url, [.. body, 32], signature));
        Assert.Equal(Authenticity.Wrong, TwilioSignature.VerifyJson([token], url.Split("&body")[0], body, signature));
        Assert.Equal(Authenticity.Missing, TwilioSignature.VerifyJson([token], url, body, null));
    }

    [Theory]
    [InlineData("https://example.com/a?x=it's", "https://example.com/a?x=it%27s")]
    [InlineData("https://example.com/a?x=it%27s", "https://example.com/a?x=it's")]
    [InlineData("https://example.com:443/a", "https://example.com/a")]
    [InlineData("https://example.com/a", "https://example.com:443/a")]
    [InlineData("http://example.com/a", "http://example.com:80/a")]
    [InlineData("https://u:p@example.com/a", "https://u:p@example.com:8443/a")]
    [InlineData("https://example.com", "https://example.com:443")]
    [InlineData("https://example.com/a", "https://example.com/a#rc=3")]
    public void Twilio_SignedInAnotherSpellingOfTheAddress_IsValid(string atTwilio, string configured)
    {
#pragma warning disable CA5350 // Twilio's choice.
        var hash = System.Security.Cryptography.HMACSHA1.HashData(Encoding.UTF8.GetBytes("t"), Encoding.UTF8.GetBytes(atTwilio + "AB"));
#pragma warning restore CA5350
        Assert.Equal(Authenticity.Valid, TwilioSignature.VerifyForm(["t"], configured, [KeyValuePair.Create("A", "B")], Convert.ToBase64String(hash)));
    }

    [Fact]
    public void StandardWebhooks_AsPublished_IsSignedAndVerified()
    {
        var vector = Vectors["standardWebhooks"]![0]!;
        var (secret, id, time) = ((string)vector["secret"]!, (string)vector["webhook_id"]!, (long)vector["webhook_timestamp"]!);
        var (body, signature) = (Encoding.UTF8.GetBytes((string)vector["payload"]!), (string)vector["expected_signature"]!);
        Authenticity Verify(string secrets, string? given, TimeSpan late = default, string? withId = "same", string? timestamp = "same", byte[]? other = null) =>
            WebhookSignature.Verify(
                Secrets.Parse(secrets), withId == "same" ? id : withId, timestamp == "same" ? time.ToString(System.Globalization.CultureInfo.InvariantCulture) : timestamp,
                given, other ?? body, Now + late);

        Assert.Equal(signature, WebhookSignature.Sign(secret, id, time, body));
        Assert.Equal(Authenticity.Valid, Verify(secret, signature));
        Assert.Equal(Authenticity.Valid, Verify(secret["whsec_".Length..], signature));
        Assert.Equal(Authenticity.Valid, Verify($"{secret}, {secret}", signature));
        Assert.Equal(Authenticity.Valid, Verify(secret, $"{signature} {signature}"));
        Assert.Equal(Authenticity.Valid, Verify($"whsec_{Convert.ToBase64String(new byte[24])}, {secret}", signature));
        Assert.Equal(Authenticity.Valid, Verify(secret, $"v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= {signature} v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="));
        Assert.Equal(Authenticity.Wrong, Verify(secret, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLawdd"));
        Assert.Equal(Authenticity.Wrong, Verify(secret, "v1,dawfeoifkpqwoekfpqoekf"));
        Assert.Equal(Authenticity.Wrong, Verify(secret, signature.Replace("v1,", "v2,", StringComparison.Ordinal)));
        Assert.Equal(Authenticity.Wrong, Verify(secret, signature, other: [.. body, 32]));
        Assert.Equal(Authenticity.Wrong, Verify(secret, signature, withId: id + "x"));
        Assert.Equal(Authenticity.Wrong, Verify(secret, signature, timestamp: "now"));
        Assert.Equal(Authenticity.Missing, Verify(secret, null));
        Assert.Equal(Authenticity.Missing, Verify(secret, signature, withId: null));
        Assert.Equal(Authenticity.Missing, Verify(secret, signature, timestamp: null));
        Assert.Equal(Authenticity.Valid, Verify(secret, signature, TimeSpan.FromSeconds(300)));
        Assert.Equal(Authenticity.TooOld, Verify(secret, signature, TimeSpan.FromSeconds(301)));
        Assert.Equal(Authenticity.Valid, Verify(secret, signature, TimeSpan.FromSeconds(-300)));
        Assert.Equal(Authenticity.TooNew, Verify(secret, signature, TimeSpan.FromSeconds(-301)));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("whsec_", false)]
    [InlineData("whsec_!!", false)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", false)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMQ", true)]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true)]
    public void StandardWebhooks_ASecret_IsAKeyOrNot(string secret, bool isKey) => Assert.Equal(isKey, WebhookSignature.Key(secret) is not null);

    [Fact]
    public void StandardWebhooks_RetrySchedule_IsTheExampleOfTheSpecification() =>
        Assert.Equal(
            Vectors["standardWebhooksRetrySeconds"]!.AsArray().Select(s => (double)s!).Skip(1),
            RetrySchedules.Webhooks.Select(w => w.TotalSeconds));

    [Fact]
    public void XHubSignature_AsPublished_IsValid()
    {
        var vector = Vectors["xHubSignature256"]![0]!;
        var (secret, header) = ((string)vector["secret"]!, (string)vector["expected_header"]!);
        var body = Encoding.UTF8.GetBytes((string)vector["payload"]!);

        Assert.Equal(Authenticity.Valid, MetaSignature.Verify([secret], body, header));
        Assert.Equal(Authenticity.Valid, MetaSignature.Verify(["new", secret], body, header));
        Assert.Equal(Authenticity.Valid, MetaSignature.Verify([secret, secret], body, header));
        Assert.Equal(Authenticity.Wrong, MetaSignature.Verify([secret], [.. body, 32], header));
        Assert.Equal(Authenticity.Wrong, MetaSignature.Verify([secret], body, header.Replace("sha256=", "sha1=", StringComparison.Ordinal)));
        Assert.Equal(Authenticity.Wrong, MetaSignature.Verify([], body, header));
        Assert.Equal(Authenticity.Missing, MetaSignature.Verify([secret], body, null));
    }

    [Fact]
    public void WhatsApp_DashboardsTest_IsAMessage()
    {
        var message = Assert.Single(Accounts.Meta("whatsapp", Vectors["whatsappText"]!).Messages);
        Assert.Equal(new ChannelAddress("whatsapp", "main", "16315551181"), message.From);
        Assert.Equal(("ABGGFlA5Fpa", "this is a text message", "test user name"), (message.Id, message.Text, message.Nickname));
        Assert.Equal("+16315551181", message.UserData["number"]);
    }

    [Fact]
    public void WhatsApp_DocumentedPayloadWithItsExampleValues_IsAMessage()
    {
        var text = Vectors["whatsappPlaceholders"]!.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        foreach (var (name, value) in Vectors["whatsappValues"]!.AsObject())
        {
            text = text.Replace($"<{name}>", (string)value!, StringComparison.Ordinal);
        }

        var message = Assert.Single(Accounts.Meta("whatsapp", JsonNode.Parse(text)!, "106540352242922").Messages);
        Assert.Equal(("wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQUFERjg0NDEzNDdFODU3MUMxMAA=", "Sheena Nelson"), (message.Id, message.Nickname));
    }

    [Fact]
    public void WhatsApp_AStatus_IsAReport() => Assert.Equal(
        new DeliveryReport(new ChannelAddress("whatsapp", "main", "16315551181"), "wamid.TEST", DeliveryStatus.Sent),
        Assert.Single(Accounts.Meta("whatsapp", Vectors["whatsappStatus"]!, "114896151713920").Reports));

    [Fact]
    public void WhatsApp_ForAnotherNumberOfTheSameApp_IsNotOurs() => Assert.Empty(Accounts.Meta("whatsapp", Vectors["whatsappText"]!, "other").Messages);

    [Fact]
    public void Messenger_Envelope_IsAMessage()
    {
        var message = Assert.Single(Accounts.Meta("messenger", Vectors["messengerEnvelope"]!, "<PAGE_ID>").Messages);
        Assert.Equal(("mid.1457764197618:41d102a3e1ae206a38", "hello, world!", "<PSID>"), (message.Id, message.Text, message.From.Address));
    }

    [Fact]
    public void Messenger_EventWithQuickReply_IsAMessage()
    {
        var envelope = new JsonObject
        {
            ["object"] = "page",
            ["entry"] = new JsonArray(new JsonObject { ["id"] = "<PAGE_ID>", ["messaging"] = new JsonArray(Vectors["messengerEvent"]!.DeepClone()) }),
        };
        Assert.Equal("hello, world!", Assert.Single(Accounts.Meta("messenger", envelope, "<PAGE_ID>").Messages).Text);
    }

    [Fact]
    public void Telegram_Update_IsAMessage()
    {
        var received = Assert.IsType<InboundResult.Received>(Accounts.Telegram(Vectors["telegramUpdate"]!.ToJsonString()));
        var message = Assert.Single(received.Messages);
        Assert.Equal(("10000", "/start", "Test", "1111111"), (message.Id, message.Text, message.Nickname, message.From.Address));
    }

    [Fact]
    public async Task Telegram_Flood_BlocksTheWholeAccountForAsLongAsItSays()
    {
        var calls = 0;
        await using var stub = await StubServer.StartAsync(async context =>
        {
            calls++;
            context.Response.StatusCode = 429;
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, Vectors["telegramFlood"]!.ToJsonString());
        });
        var account = Accounts.Of("telegram", [("ApiBaseAddress", stub.Address.ToString())]);

        Assert.Equal(TimeSpan.FromSeconds(9), Assert.IsType<DeliveryResult.RetryLater>(await Accounts.SendAsync(account)).After);
        var second = Assert.IsType<DeliveryResult.RetryLater>(await Accounts.SendAsync(account));
        Assert.False(second.Counts);
        Assert.Equal(1, calls);
    }
}
