using System.Globalization;
using System.Net;
using System.Text;
using CustomerChat.App.Api;
using CustomerChat.App.DirectLine;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Channels.Meta;
using CustomerChat.Channels.SignedWebhook;
using CustomerChat.Channels.TwilioSms;
using CustomerChat.ContactCenter;
using CustomerChat.ContactCenter.Gws;
using CustomerChat.Tests.Channels;
using CustomerChat.Turn;
using Microsoft.AspNetCore.DataProtection;

namespace CustomerChat.Tests;

/// <summary>
/// Everything that reads what strangers write, with 40,000 inputs each: good ones, cut, doubled, with bytes changed and pieces of
/// others put in. None may throw what its caller does not expect. FUZZ_SEED repeats a run, FUZZ_INPUTS makes it longer.
/// </summary>
public class FuzzTests
{
    private const string Deep = "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[";

    private static readonly int Inputs = int.TryParse(Environment.GetEnvironmentVariable("FUZZ_INPUTS"), CultureInfo.InvariantCulture, out var n) ? n : 40_000;

    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SEED"), CultureInfo.InvariantCulture, out var s) ? s : Environment.TickCount;

    private static readonly string[] Pieces =
        ["\"", "{", "}", "[", "]", ":", ",", "null", "true", "-1", "1e999", "99999999999999999999", "\\ud800", "\\u0000", "\\", "\"\\udc00\":1,", "\0", "\u00ff", "😀", "%", "%00", "%zz", "//", "\\", "@", "#", "?", "..", "\r\n", Deep, "data", "id"];

    private const string WebhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly ConversationTokens Tokens = new(new EphemeralDataProtectionProvider(), TimeProvider.System);
    private static readonly InboundMapper Mapper = new("sms", "main", new WebhookOptions { ContactCenterId = "c" });
    private static readonly IChannelAccount WhatsApp = Accounts.Of("whatsapp");
    private static readonly IChannelAccount Messenger = Accounts.Of("messenger");
    private static readonly IChannelAccount Telegram = Accounts.Of("telegram");
    private static readonly IChannelAccount Webhook = Accounts.Of("webhook");

    private static readonly Dictionary<string, (string[] Seeds, Action<byte[]> Read)> Readers = new()
    {
        ["operation to the collection"] = (
            ["""{"operationName":"RequestChat","nickname":"Ann","subject":"s","endpoint":"q","userData":{"a":"b","c":"d"}}"""],
            body => OperationReader.Read(body, toCollection: true)),
        ["operation to a chat"] = (
            ["""{"operationName":"SendMessage","text":"hello"}""", """{"operationName":"Complete"}"""], body => OperationReader.Read(body, toCollection: false)),
        ["activity"] = (
            ["""{"type":"message","text":"hi","attachments":[],"channelData":{"clientActivityID":"c"}}""", """{"type":"event","name":"typingStopped"}"""],
            body => ActivityReader.Activity(body)),
        ["start of a conversation"] = (
            ["""{"user":{"id":"u","name":"Ann"},"channelData":{"subject":"s","endpoint":"q","userData":{"a":"b"}}}"""], body => ActivityReader.Start(body)),
        ["watermark"] = (["17", "17-ended"], body => _ = Watermark.TryParse(Text(body), out _)),
        ["token"] = ([Tokens.Seal(new("id", "center", "user"))], body => Tokens.Open(Text(body))),
        ["reply of a contact centre"] = (
            [
                """{"statusCode":0,"messages":[{"index":1,"type":"Text","text":"hi","from":{"nickname":"A","participantId":2,"type":"Agent"},"visibility":"All"}]}""",
                """{"statusCode":0,"chat":{"id":"x","state":"Chatting","participants":[{"nickname":"A","participantId":"1","type":"Customer"}]}}""",
                """{"id":"x","path":"/api/v2/chats/x","statusCode":0}""",
            ],
            body =>
            {
                try
                {
                    var reply = ReplyReader.Read((HttpStatusCode)(200 + (body.Length % 400)), body, _ => true, null);
                    _ = reply.Chat is null ? default : ReplyReader.Chat(reply.Chat);
                    _ = reply.Messages is null ? [] : ReplyReader.Messages(reply.Messages);
                }
                catch (ContactCenterException)
                {
                    // What its caller expects.
                }
            }
        ),
        ["path of a contact centre"] = (
            ["/api/v2/chats/x", "/api/v2/me/chat/1?x=y"],
            body =>
            {
                // No request to another host, whatever the path.
                if (GwsPath.TryResolve(new Uri("https://center.example:8443/base/"), Text(body), out var address))
                {
                    Assert.Equal(("https", "center.example", 8443), (address.Scheme, address.Host, address.Port));
                    _ = GwsPath.Messages(Text(body), 1);
                }
            }
        ),
        ["origin"] = (
            ["https://*.example.com", "http://localhost:*", "https://shop.example:444"],
            body =>
            {
                _ = OriginPattern.TryParse(Text(body), out var pattern) && pattern.Matches(Text(body));
                Assert.False(OriginPattern.TryParse("https://*.example.com", out var fixedOne) && fixedOne.Matches(Text(body)) && !HostOf(Text(body)).EndsWith(".example.com", StringComparison.OrdinalIgnoreCase));
            }
        ),
        ["WhatsApp"] = (
            [
                """{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"123456123"},"contacts":[{"wa_id":"4917","profile":{"name":"Ann"}}],"messages":[{"from":"4917","id":"w1","timestamp":"1","type":"text","text":{"body":"hi"}}],"statuses":[{"id":"w0","status":"read","recipient_id":"4917"}]}}]}]}""",
                WhatsAppSeed("""{"from_user_id":"DE.1","id":"w2","type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","response_json":"{\"rating\":\"Poor\"}"}},"context":{"id":"w1","forwarded":true}}"""),
                WhatsAppSeed("""{"from":"4917","id":"w3","type":"order","order":{"catalog_id":"c","product_items":[{"product_retailer_id":"p","quantity":2,"item_price":9.5,"currency":"EUR"}],"text":"fast"}}"""),
                WhatsAppSeed("""{"from":"4917","id":"w4","type":"edit","edit":{"original_message_id":"w1","message":{"type":"text","text":{"body":"new"}}}},{"from":"4917","id":"w5","type":"system","system":{"type":"user_changed_number","body":"b","wa_id":"4918","user_id":"DE.2"}}"""),
                WhatsAppSeed("""{"from":"4917","id":"w6","type":"hologram","hologram":{"a":[{"b":{"c":[1,2]}}],"d":true},"referral":{"headline":"h","source_url":"https://x"}}"""),
            ],
            body => WhatsApp.Receive(Accounts.SignedMeta(body))),
        ["Messenger"] = (
            ["""{"object":"page","entry":[{"messaging":[{"sender":{"id":"P"},"recipient":{"id":"page1"},"timestamp":1,"message":{"mid":"m","text":"hi","attachments":[{"type":"image","payload":{"url":"https://x"}}]}}]}]}""",
             """{"object":"page","entry":[{"id":"page1","messaging":[{"sender":{"id":"P"},"timestamp":1,"reaction":{"mid":"m","action":"react","emoji":"x"}},{"sender":{"id":"P"},"message_edit":{"mid":"m","text":"n","num_edit":1}},{"sender":{"id":"P"},"read":{"watermark":1700000000000}},{"sender":{"id":"P"},"postback":{"title":"t","payload":"p","referral":{"ref":"r","ads_context_data":{"ad_title":"a"}}}},{"sender":{"id":"P"},"message":{"mid":"m","reply_to":{"mid":"x"},"attachments":[{"type":"template","payload":{"elements":[{"title":"t"}]}}]}}]}]}"""],
            body => Messenger.Receive(Accounts.SignedMeta(body))),
        ["Telegram"] = (
            ["""{"update_id":1,"message":{"message_id":2,"date":3,"chat":{"id":-100123456789},"from":{"id":5,"first_name":"Ann"},"text":"hi","photo":[{"file_id":"f"}]}}""",
             """{"update_id":1,"message":{"message_id":2,"chat":{"id":1},"text":"see here","entities":[{"type":"text_link","offset":4,"length":4,"url":"https://x"}],"reply_to_message":{"poll":{"question":"q","options":[{"text":"a"}]}},"forward_origin":{"sender_user_name":"Bob"}}}""",
             """{"update_id":1,"message_reaction":{"chat":{"id":1},"user":{"id":1},"message_id":2,"old_reaction":[],"new_reaction":[{"type":"emoji","emoji":"x"}]}}""",
             """{"update_id":1,"message":{"chat":{"id":1},"dice":{"emoji":"x","value":3}},"my_chat_member":{"chat":{"id":1,"type":"private"},"new_chat_member":{"status":"kicked"}}}"""],
            body => Telegram.Receive(Accounts.Request(body, ("X-Telegram-Bot-Api-Secret-Token", Accounts.Secret)))),
        ["signed webhook"] = (
            ["""{"from":"ann@example.com","name":"Ann","text":"hi","subject":"s","data":{"a":"b"}}"""],
            body =>
            {
                var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
                _ = Webhook.Receive(Accounts.Request(
                    body, ("webhook-id", "m1"), ("webhook-timestamp", now.ToString(CultureInfo.InvariantCulture)), ("webhook-signature", WebhookSignature.Sign(WebhookSecret, "m1", now, body))));
            }
        ),
        ["SMS as a form"] = (
            ["MessageSid=SM1&From=%2B15005550006&To=%2B1000&Body=hi+there&NumMedia=1&MediaUrl0=https%3A%2F%2Fx&MediaContentType0=image%2Fpng", "MessageSid=SM1&From=x&FlowData=%7B%22a%22%3A%5B1%5D%7D&ButtonText=t&Latitude=1&ReferralHeadline=h&OriginalRepliedMessageSid=SM0&Nova=1", "MessageSid=SM1&MessageStatus=delivered&To=%2B1"],
            body => _ = FormFields.Parse(body) is { } fields ? SmsParser.Read(fields, body.Length % 2 == 0, Mapper) : null),
        ["SMS as JSON"] = (
            ["""{"MessageSid":"SM1","From":"+1","To":"+2","Body":"hi","NumMedia":"0"}"""],
            body => _ = SmsParser.ParseJson(body) is { } fields ? SmsParser.Read(fields, false, Mapper) : null),
        ["Twilio's signature"] = (
            ["0/KCTR6DLpKmkAf8muzZqo1nDgQ=", "https://relay.example/sms?bodySHA256=0a1b"],
            body => TwilioSignature.VerifyJson(["token"], Text(body), body, Text(body))),
        ["Meta's signature"] = (["sha256=0123456789abcdef"], body => MetaSignature.Verify(["secret"], body, Text(body))),
        ["Standard Webhooks' signature"] = (
            ["v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4= v1a,xyz", "1614265330"],
            body => WebhookSignature.Verify([WebhookSecret], Text(body), Text(body), Text(body), body, DateTimeOffset.UnixEpoch)),
    };

    private static string WhatsAppSeed(string messages) =>
        $$$"""{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"123456123"},"messages":[{{{messages}}}]}}]}]}""";

    public static TheoryData<string> Names => [.. Readers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Reader_OfAnything_NeverThrowsTheUnexpected(string name)
    {
        var (seeds, read) = Readers[name];
        var random = new Random(Seed);
        for (var i = 0; i < Inputs; i++)
        {
            var input = Mutate(Encoding.UTF8.GetBytes(seeds[random.Next(seeds.Length)]), random);
            try
            {
                read(input);
            }
            catch (Exception e)
            {
                Assert.Fail($"FUZZ_SEED={Seed}, input {i} (base64 {Convert.ToBase64String(input)}): {e}");
            }
        }
    }

    /// <summary>An origin without its scheme and port. The port may be the scheme's own, or empty.</summary>
    private static string HostOf(string origin) => origin.Split("://", 2)[^1].Split(':')[0];

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = seed.ToList();
        for (var edits = random.Next(6); edits > 0; edits--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 2:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at + 1));
                    break;
                case 3:
                    var length = random.Next(Math.Min(40, bytes.Count - at) + 1);
                    bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                    break;
                default:
                    bytes.RemoveRange(at, Math.Min(random.Next(8), bytes.Count - at));
                    break;
            }
        }

        return [.. bytes];
    }

    private static string Text(byte[] body) => Encoding.UTF8.GetString(body);
}
