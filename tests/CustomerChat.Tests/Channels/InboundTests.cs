using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Channels.Inbound;
using CustomerChat.Channels.SignedWebhook;
using CustomerChat.Channels.TwilioSms;
using CustomerChat.Chats;
using CustomerChat.Intake;

namespace CustomerChat.Tests.Channels;

/// <summary>What people really send, in the providers' shapes, and what an agent reads of it.</summary>
public class InboundTests
{
    [Theory]
    [InlineData("""{"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":"{\"rating\":\"Poor\",\"comment\":\"Parcel was open\",\"flow_token\":\"t0k\"}"}}}""", "[form] flow\nrating: Poor\ncomment: Parcel was open")]
    [InlineData("""{"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"address_message","response_json":"{\"values\":{\"city\":\"Bern\",\"lines\":[\"a\",\"b\"]}}"}}}""", "[form] address_message\nvalues.city: Bern\nvalues.lines: a, b")]
    [InlineData("""{"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"response_json":"not json"}}}""", "[form]\nnot json")]
    [InlineData("""{"type":"interactive","interactive":{"type":"call_permission_reply","call_permission_reply":{"response":"accept","is_permanent":false}}}""", "[call_permission_reply] response: accept, is_permanent: false")]
    [InlineData("""{"type":"order","order":{"catalog_id":"77","text":"Please wrap it","product_items":[{"product_retailer_id":"SKU-1","quantity":2,"item_price":9.99,"currency":"EUR"},{"product_retailer_id":"SKU-2","quantity":"1","item_price":"5","currency":"EUR"}]}}""", "[order] catalog 77\n2 × SKU-1 at 9.99 EUR\n1 × SKU-2 at 5 EUR\nPlease wrap it")]
    [InlineData("""{"type":"order","order":{"product_items":[{"product_retailer_id":"SKU-9"}]}}""", "[order]\n? × SKU-9")]
    [InlineData("""{"type":"edit","edit":{"original_message_id":"w0","message":{"type":"text","text":{"body":"No, Tuesday"}}}}""", "[edited] No, Tuesday")]
    [InlineData("""{"type":"edit","edit":{"original_message_id":"w0","message":{"type":"image","image":{"id":"i1","caption":"the other shoe"}}}}""", "[edited] [image] the other shoe (media id i1)")]
    [InlineData("""{"type":"reaction","reaction":{"message_id":"w0"}}""", "[reaction removed]")]
    [InlineData("""{"type":"reaction","reaction":{"message_id":"w0","emoji":""}}""", "[reaction removed]")]
    [InlineData("""{"type":"revoke","revoke":{"original_message_id":"w0"}}""", "[message deleted]")]
    [InlineData("""{"type":"unsupported","errors":[{"code":131051,"title":"Message type unknown","error_data":{"details":"Message type is currently not supported."}}],"unsupported":{"type":"poll_creation"}}""", "[unsupported] poll_creation, Message type unknown, Message type is currently not supported.")]
    [InlineData("""{"type":"text","text":{"body":"Is it there?"},"referral":{"source_type":"ad","source_id":"1","source_url":"https://fb.me/x","headline":"Shoes 50% off","body":"Only today"}}""", "Is it there?\n[from ad] Shoes 50% off Only today https://fb.me/x")]
    [InlineData("""{"type":"image","image":{"id":"i1"},"referral":{"source_type":"post","source_url":"https://fb.me/y"}}""", "[image] (media id i1)\n[from post] https://fb.me/y")]
    [InlineData("""{"type":"text","text":{"body":"this one"},"context":{"referred_product":{"catalog_id":"77","product_retailer_id":"SKU-1"}}}""", "this one\n[from product] SKU-1")]
    [InlineData("""{"type":"text","text":{"body":"look"},"context":{"forwarded":true}}""", "[forwarded] look")]
    [InlineData("""{"type":"video","video":{"id":"v1"},"context":{"frequently_forwarded":true}}""", "[forwarded] [video] (media id v1)")]
    [InlineData("""{"type":"document","document":{"id":"d","filename":"a.pdf","caption":"the bill"}}""", "[document] a.pdf the bill (media id d)")]
    [InlineData("""{"type":"contacts","contacts":[{"name":{"formatted_name":"Bob"},"phones":[{"phone":"+49"}],"emails":[{"email":"b@x.de"}],"org":{"company":"ACME"}},{"name":{"formatted_name":"Eve"}}]}""", "[contact] Bob +49, b@x.de, ACME\n[contact] Eve")]
    [InlineData("""{"type":"hologram","hologram":{"title":"Dance","frames":[{"n":1},{"n":2}],"loop":true}}""", "[hologram]\ntitle: Dance\nframes[0].n: 1\nframes[1].n: 2\nloop: true")]
    [InlineData("""{"type":"hologram","hologram":{"title":"two\nlines \u0007 \u202e"}}""", "[hologram] title: two\\nlines \\u0007 \\u202e")]
    [InlineData("""{"type":"aura","colour":"blue"}""", "[aura] colour: blue")]
    [InlineData("""{"type":"text","text":{"body":"x\ud83d y"}}""", "x\ufffd y")]
    [InlineData("""{"type":"text","text":{"body":"tab\t\"q\" \u00e9 \ude00 \ud83d\ude00 \\ \/"}}""", "tab\t\"q\" é \ufffd 😀 \\ /")]
    [InlineData("""{"type":"text","\ud800":1,"text":{"\udc00":2,"body":"kept"}}""", "kept")]
    public void WhatsApp_AMessage_IsWhatAnAgentCanUse(string message, string expected) => Assert.Equal(expected, WhatsApp(message).Text);

    [Theory]
    [InlineData("""{"type":"reaction","reaction":{"message_id":"w0","emoji":"👍"}}""", "w0", false)]
    [InlineData("""{"type":"reaction","reaction":{"message_id":"w0"}}""", "w0", false)]
    [InlineData("""{"type":"revoke","revoke":{"original_message_id":"w0"}}""", "w0", false)]
    [InlineData("""{"type":"edit","edit":{"original_message_id":"w0","message":{"type":"text","text":{"body":"new"}}}}""", "w0", true)]
    [InlineData("""{"type":"text","text":{"body":"yes"},"context":{"id":"w0","from":"1"}}""", "w0", true)]
    [InlineData("""{"type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"b1","title":"Yes"}},"context":{"id":"w0"}}""", "w0", true)]
    [InlineData("""{"type":"request_welcome"}""", null, false)]
    [InlineData("""{"type":"system","system":{"type":"user_identity_changed","body":"Identity changed"}}""", null, false)]
    [InlineData("""{"type":"unsupported"}""", null, true)]
    public void WhatsApp_AMessage_IsAboutAnotherAndOpensAChatOrNot(string message, string? about, bool opens)
    {
        var read = WhatsApp(message);
        Assert.Equal((about, opens), (read.About?.Id, read.OpensChat));
    }

    /// <summary>An agent's desk and a routing rule find the customer by these.</summary>
    [Fact]
    public void UserData_OfAMessage_SaysWhereItCameFromAndWhoWroteIt()
    {
        var sms = Assert.Single(Assert.IsType<InboundResult.Received>(Sms("MessageSid=SM1&From=%2B1555&Body=hi&ProfileName=Ann&FromCity=BERLIN&FromCountry=DE&ButtonPayload=yes")).Messages).UserData;
        Assert.Equal(
            ("sms", "main", "+1555", "Ann", "BERLIN", "DE", "yes"),
            (sms["channel"], sms["account"], sms["address"], sms["profileName"], sms["city"], sms["country"], sms["payload"]));

        var telegram = Assert.Single(Assert.IsType<InboundResult.Received>(Accounts.Telegram(
            """{"update_id":1,"message":{"chat":{"id":9000000000},"from":{"first_name":"Ann","last_name":"Lee","username":"ann","language_code":"de"},"text":"hi"}}""")).Messages);
        Assert.Equal("Ann Lee", telegram.Nickname);
        Assert.Equal(("telegram", "9000000000", "ann", "de"), (telegram.UserData["channel"], telegram.UserData["address"], telegram.UserData["username"], telegram.UserData["language"]));
    }

    [Theory]
    [InlineData("""{"source":"ADS","ad_id":"7","ref":"r1","referer_uri":"https://shop/","ads_context_data":{"ad_title":"Shoes","photo_url":"https://p","post_id":"9"}}""", "ads", "7", "https://shop/", "Shoes", "r1")]
    [InlineData("""{"type":"OPEN_THREAD","ads_context_data":{"photo_url":"https://p","video_url":"https://v","post_id":"9"}}""", "open_thread", "9", "https://p", null, null)]
    [InlineData("""{"product":{"id":"p7"},"ads_context_data":{"video_url":"https://v"}}""", "product", "p7", "https://v", null, null)]
    public void Messenger_FromAnAd_TellsItInUserDataToo(string referral, string source, string id, string url, string? headline, string? reference)
    {
        var data = Assert.Single(Messenger($$$"""{"message":{"mid":"m1","text":"hi","referral":{{{referral}}}}}""").Messages).UserData;
        Assert.Equal(
            (source, id, url, headline, reference),
            (data["referralSource"], data["referralId"], data["referralUrl"], data.GetValueOrDefault("referralHeadline"), data.GetValueOrDefault("referralRef")));
    }

    [Theory]
    [InlineData("ReferralSourceUrl=https%3A%2F%2Ffb.me%2Fx&ReferralMediaUrl=https%3A%2F%2Fm", "https://fb.me/x")]
    [InlineData("ReferralMediaUrl=https%3A%2F%2Fm", "https://m")]
    public void Sms_FromAnAd_TellsItInUserDataToo(string address, string url)
    {
        var data = Assert.Single(Assert.IsType<InboundResult.Received>(Sms(
            $"MessageSid=SM1&From=%2B1555&Body=hi&ReferralSourceType=ad&ReferralHeadline=Shoes&ReferralBody=Today&ReferralSourceId=23&ReferralCtwaClid=c1&{address}")).Messages).UserData;
        Assert.Equal(
            ("ad", "Shoes", "Today", "23", "c1", url),
            (data["referralSource"], data["referralHeadline"], data["referralBody"], data["referralId"], data["referralClickId"], data["referralUrl"]));
    }

    [Fact]
    public void WhatsApp_FromAnAd_TellsItInUserDataToo()
    {
        var data = WhatsApp("""{"type":"text","text":{"body":"hi"},"referral":{"source_type":"ad","source_id":"23","source_url":"https://fb.me/x","headline":"Shoes","ctwa_clid":"c1"}}""").UserData;
        Assert.Equal(("ad", "23", "https://fb.me/x", "Shoes", "c1"), (data["referralSource"], data["referralId"], data["referralUrl"], data["referralHeadline"], data["referralClickId"]));
    }

    [Theory]
    [InlineData("""{"from_user_id":"DE.1x","type":"text","text":{"body":"hi"}}""", """[{"user_id":"DE.1x","profile":{"name":"Ann","username":"ann"}}]""", "DE.1x", "", "Ann")]
    [InlineData("""{"type":"text","text":{"body":"hi"}}""", """[{"user_id":"DE.1x","profile":{"username":"ann"}}]""", "DE.1x", "", "ann")]
    [InlineData("""{"from":"4917","from_user_id":"DE.1x","type":"text","text":{"body":"hi"}}""", """[{"user_id":"DE.1x","wa_id":"4917","profile":{"name":"Ann"}}]""", "4917", "DE.1x", "Ann")]
    [InlineData("""{"from_user_id":"DE.2","type":"text","text":{"body":"hi"}}""", """[{"user_id":"DE.1","wa_id":"4917","profile":{"name":"Bob"}},{"user_id":"DE.2","wa_id":"4918","profile":{"name":"Ann"}}]""", "4918", "DE.2", "Ann")]
    [InlineData("""{"from":"4917","type":"text","text":{"body":"hi"}}""", "[]", "4917", "", "4917")]
    public void WhatsApp_WhoeverWrote_IsKnownByNumberAndId(string message, string contacts, string address, string alias, string name)
    {
        var read = Assert.Single(WhatsAppFrom(contacts, message).Messages);
        Assert.Equal((address, alias, name), (read.From.Address, string.Concat(read.Aliases), read.Nickname));
    }

    [Theory]
    [InlineData("""{"from":"4917","system":{"type":"user_changed_number","body":"Ann changed from 4917 to 4918","wa_id":"4918","user_id":"DE.2"}}""", "4918", "DE.2", "4917")]
    [InlineData("""{"from":"4917","system":{"type":"user_changed_number","wa_id":"4918","user_id":"DE.2","previous_user_id":"DE.1"}}""", "4918", "DE.2", "4917 DE.1")]
    [InlineData("""{"system":{"type":"user_changed_user_id","user_id":"DE.2","previous_user_id":"DE.1"}}""", "DE.2", "", "DE.1")]
    [InlineData("""{"from":"4917","system":{"type":"user_changed_user_id","user_id":"DE.2","previous_user_id":"DE.1"}}""", "4917", "DE.2", "DE.1")]
    [InlineData("""{"from":"4917","system":{"type":"user_changed_number","new_wa_id":"4918","customer":"4917"}}""", "4918", "", "4917")]
    [InlineData("""{"from":"4917","system":{"type":"user_identity_changed"}}""", "4917", "", "")]
    public void WhatsApp_AChangedAddress_NamesTheNewAndTheFormerOnes(string message, string address, string aliases, string former)
    {
        var read = Assert.Single(WhatsAppFrom("[]", message.Insert(1, "\"type\":\"system\",")).Messages);
        Assert.Equal((address, aliases, former), (read.From.Address, string.Join(' ', read.Aliases), string.Join(' ', read.FormerAddresses)));
        Assert.False(read.OpensChat);
    }

    [Theory]
    [InlineData("""{"field":"account_update","value":{"event":"x"}}""", Ignored.AccountNews)]
    [InlineData("""{"field":"messages","value":{"metadata":{"phone_number_id":"123456123"},"errors":[{"code":1}]}}""", Ignored.AccountNews)]
    [InlineData("""{"field":"messages","value":{"metadata":{"phone_number_id":"9"},"messages":[{"from":"1","id":"x"}]}}""", Ignored.OtherAccount)]
    [InlineData("""{"field":"smb_message_echoes","value":{"metadata":{"phone_number_id":"123456123"}}}""", Ignored.Echo)]
    [InlineData("""{"field":"messages","value":{"metadata":{"phone_number_id":"123456123"},"messages":[{"id":"x","type":"text"}]}}""", Ignored.NoSender)]
    [InlineData("""{"field":"messages","value":{"metadata":{"phone_number_id":"123456123"},"statuses":[{"id":"x","status":"pondered","recipient_id":"1"}]}}""", Ignored.Report)]
    public void WhatsApp_WhatNobodyIsToRead_IsIgnoredForAReason(string change, string reason)
    {
        var received = Accounts.Meta("whatsapp", new JsonObject { ["object"] = "whatsapp_business_account", ["entry"] = new JsonArray(new JsonObject { ["changes"] = new JsonArray(JsonNode.Parse(change)) }) });
        Assert.Equal(reason, Assert.Single(received.Ignored));
        Assert.Empty(received.Messages);
    }

    [Theory]
    [InlineData("""{"id":"s1","status":"played","recipient_id":"4917"}""", DeliveryStatus.Read, null)]
    [InlineData("""{"id":"s1","status":"delivered","recipient_user_id":"DE.1"}""", DeliveryStatus.Delivered, null)]
    [InlineData("""{"id":"s1","status":"failed","recipient_id":"4917","errors":[{"code":131047,"title":"Re-engagement message","error_data":{"details":"More than 24 hours have passed since 4917012345678 last replied."}}]}""", DeliveryStatus.Failed, "131047: Re-engagement message More than 24 hours have passed since … last replied.")]
    [InlineData("""{"id":"s1","status":"failed","recipient_id":"4917","errors":[{"code":131026}]}""", DeliveryStatus.Failed, "131026")]
    public void WhatsApp_AStatus_IsAReportWithTheProvidersWords(string status, DeliveryStatus expected, string? error)
    {
        var received = WhatsAppValue($"\"statuses\":[{status}]");
        var report = Assert.Single(received.Reports);
        Assert.Equal((expected, error), (report.Status, report.Error));
    }

    [Theory]
    [InlineData("""{"message":{"mid":"m1","text":"hi","reply_to":{"mid":"m0"}}}""", "hi", "m0", true)]
    [InlineData("""{"message":{"mid":"m1","text":"Red","quick_reply":{"payload":"RED"}}}""", "Red", null, true)]
    [InlineData("""{"message":{"mid":"m1","text":"hi","referral":{"source":"ADS","type":"OPEN_THREAD","ad_id":"7","ads_context_data":{"ad_title":"Shoes"}}}}""", "hi\n[from ads] Shoes", null, true)]
    [InlineData("""{"message":{"mid":"m1","attachments":[{"type":"fallback","title":"A page","url":"https://x.example/"}]}}""", "[fallback] A page https://x.example/", null, true)]
    [InlineData("""{"message":{"mid":"m1","attachments":[{"type":"sticker","payload":{"url":"https://cdn/s","sticker_id":36}}]}}""", "[sticker] https://cdn/s", null, true)]
    [InlineData("""{"message":{"mid":"m1","attachments":[{"type":"appointment_booking","payload":{"day":"Monday","slot":3}}]}}""", "[appointment_booking] day: Monday, slot: 3", null, true)]
    [InlineData("""{"message":{"mid":"m1","attachments":[{"type":"template","payload":{"elements":[{"title":"Shoe","subtitle":"9 EUR","url":"https://shop/1"}]}}]}}""", "[template] Shoe 9 EUR https://shop/1", null, true)]
    [InlineData("""{"message":{"mid":"m1","attachments":[{"type":"ephemeral"}]}}""", "[ephemeral]", null, true)]
    [InlineData("""{"message":{"mid":"m1","is_unsupported":true}}""", "[unsupported]", null, true)]
    [InlineData("""{"message":{"mid":"m1","is_deleted":true}}""", "[message deleted]", "m1", false)]
    [InlineData("""{"message":{"mid":"m1","hologram":{"title":"Dance"}}}""", "[message] hologram.title: Dance", null, true)]
    [InlineData("""{"postback":{"mid":"m1","title":"Get started","payload":"START","referral":{"ref":"flyer-7","source":"SHORTLINK","type":"OPEN_THREAD"}}}""", "Get started\n[from shortlink] (flyer-7)", null, true)]
    [InlineData("""{"postback":{"payload":"CARE_HELP"}}""", "CARE_HELP", null, true)]
    [InlineData("""{"message_edit":{"mid":"m0","text":"No, Tuesday","num_edit":2}}""", "[edited] No, Tuesday", "m0", true)]
    [InlineData("""{"reaction":{"mid":"m0","action":"react","reaction":"love","emoji":"❤"}}""", "[reaction] ❤", "m0", false)]
    [InlineData("""{"reaction":{"mid":"m0","action":"react","reaction":"other"}}""", "[reaction] other", "m0", false)]
    [InlineData("""{"reaction":{"mid":"m0","action":"unreact"}}""", "[reaction removed]", "m0", false)]
    [InlineData("""{"referral":{"ref":"flyer-7","source":"SHORTLINK","type":"OPEN_THREAD"}}""", "[system] The customer has followed a link into this conversation.\n[from shortlink] (flyer-7)", null, false)]
    [InlineData("""{"optin":{"type":"notification_messages","title":"News"}}""", "[system] optin.type: notification_messages, optin.title: News", null, false)]
    [InlineData("""{"messaging_feedback":{"feedback_screens":[{"questions":{"q1":{"type":"csat","payload":"4"}}}]}}""", "[form] feedback\n[0].questions.q1.type: csat\n[0].questions.q1.payload: 4", null, true)]
    public void Messenger_AnEvent_IsWhatAnAgentCanUse(string what, string text, string? about, bool opens)
    {
        var read = Assert.Single(Messenger(what).Messages);
        Assert.Equal((text, about, opens, "p1"), (read.Text, read.About?.Id, read.OpensChat, read.From.Address));
    }

    [Theory]
    [InlineData("""{"message":{"mid":"m1","is_echo":true,"text":"ours"}}""", Ignored.Echo)]
    [InlineData("""{"pass_thread_control":{"new_owner_app_id":"1"}}""", Ignored.AccountNews)]
    [InlineData("""{"read":{}}""", Ignored.Report)]
    [InlineData("""{"delivery":{"watermark":"soon"}}""", Ignored.Report)]
    public void Messenger_WhatNobodyIsToRead_IsIgnoredForAReason(string what, string reason)
    {
        var received = Messenger(what);
        Assert.Equal(reason, Assert.Single(received.Ignored));
        Assert.Empty(received.Messages);
    }

    [Fact]
    public void Messenger_TwoEditsOfOneMessage_AreTwoMessages() => Assert.Equal(
        2,
        new[] { 1, 2 }.Select(n => Messenger($$$"""{"message_edit":{"mid":"m0","text":"t","num_edit":{{{n}}} } }""").Messages[0].Id).Distinct().Count());

    [Theory]
    [InlineData("""{"delivery":{"mids":["o1"],"watermark":1700000000000}}""", "o1", DeliveryStatus.Delivered, false)]
    [InlineData("""{"delivery":{"watermark":1700000000000}}""", null, DeliveryStatus.Delivered, true)]
    [InlineData("""{"read":{"watermark":1700000000000}}""", null, DeliveryStatus.Read, true)]
    [InlineData("""{"read":{"mid":"o2"}}""", "o2", DeliveryStatus.Read, false)]
    public void Messenger_AReceipt_IsAReportOfOneOrOfAllBefore(string what, string? id, DeliveryStatus status, bool through)
    {
        var report = Assert.Single(Messenger(what).Reports);
        Assert.Equal((id, status), (report.ProviderId, report.Status));
        Assert.Equal(through ? DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000) : null, report.Through);
    }

    [Theory]
    [InlineData("""{"poll":{"id":"1","question":"Which colour?","options":[{"text":"red","voter_count":0},{"text":"blue","voter_count":0}]}}""", "[poll] Which colour?\n- red\n- blue")]
    [InlineData("""{"checklist":{"title":"To do","tasks":[{"id":1,"text":"call"}]}}""", "[checklist] To do\n- call")]
    [InlineData("""{"dice":{"emoji":"🎲","value":4}}""", "[dice] emoji: 🎲, value: 4")]
    [InlineData("""{"game":{"title":"Chess","description":"a game"}}""", "[game] title: Chess, description: a game")]
    [InlineData("""{"successful_payment":{"currency":"EUR","total_amount":999}}""", "[successful_payment] currency: EUR, total_amount: 999")]
    [InlineData("""{"web_app_data":{"button_text":"Order","data":"{\"size\":42}"}}""", "[form] Order\nsize: 42")]
    [InlineData("""{"story":{"id":3}}""", "[story] id: 3")]
    [InlineData("""{"venue":{"title":"Shop","address":"Main St 1"},"location":{"latitude":1,"longitude":2}}""", "[location] Shop, Main St 1 https://www.google.com/maps?q=1,2")]
    [InlineData("""{"document":{"file_name":"a.pdf"},"caption":"the bill"}""", "[document] a.pdf the bill")]
    [InlineData("""{"text":"see here and there","entities":[{"type":"text_link","offset":4,"length":4,"url":"https://x.example/"},{"type":"text_link","offset":13,"length":5,"url":"https://y.example/"},{"type":"bold","offset":0,"length":3}]}""", "see here (https://x.example/) and there (https://y.example/)")]
    [InlineData("""{"text":"😀 see","entities":[{"type":"text_link","offset":3,"length":3,"url":"https://x.example/"}]}""", "😀 see (https://x.example/)")]
    [InlineData("""{"text":"hi","forward_origin":{"type":"user","sender_user":{"first_name":"Bob"}}}""", "[forwarded from Bob] hi")]
    [InlineData("""{"photo":[{}],"forward_origin":{"type":"hidden_user","sender_user_name":"Eve"}}""", "[forwarded from Eve] [photo]")]
    [InlineData("""{"text":"hi","forward_origin":{"type":"channel","chat":{"title":"News"}}}""", "[forwarded from News] hi")]
    [InlineData("""{"hologram":{"title":"Dance"},"caption":"look"}""", "[hologram] title: Dance\nlook")]
    [InlineData("""{"text":"x\ud83d y"}""", "x\ufffd y")]
    [InlineData("""{}""", "[message without text]")]
    public void Telegram_AMessage_IsWhatAnAgentCanUse(string message, string text) => Assert.Equal(text, Assert.Single(Telegram("message", message).Messages).Text);

    [Theory]
    [InlineData("message", """{"text":"yes","reply_to_message":{"message_id":5,"text":"Is it red?"}}""", "yes", "Is it red?", true)]
    [InlineData("message", """{"text":"yes","reply_to_message":{"message_id":5,"text":"Is it red? Or blue?"},"quote":{"text":"Or blue?"}}""", "yes", "Or blue?", true)]
    [InlineData("message", """{"text":"this","reply_to_message":{"message_id":5,"photo":[{}],"caption":"my shoe"}}""", "this", "my shoe", true)]
    [InlineData("message", """{"text":"this","reply_to_message":{"message_id":5,"poll":{"question":"Which?","options":[]}}}""", "this", "[poll] Which?", true)]
    [InlineData("edited_message", """{"text":"better"}""", "[edited] better", null, true)]
    [InlineData("callback_query", """{"data":"yes","message":{"chat":{"id":9000000000},"text":"Is it red?"}}""", "yes", "Is it red?", true)]
    [InlineData("callback_query", """{"data":"yes","from":{"id":9000000000},"inline_message_id":"i"}""", "yes", null, true)]
    [InlineData("message_reaction", """{"message_id":5,"old_reaction":[],"new_reaction":[{"type":"emoji","emoji":"👍"}]}""", "[reaction] 👍", null, false)]
    [InlineData("message_reaction", """{"message_id":5,"old_reaction":[{"type":"emoji","emoji":"👍"}],"new_reaction":[]}""", "[reaction removed]", null, false)]
    [InlineData("my_chat_member", """{"chat":{"id":9000000000,"type":"private"},"new_chat_member":{"status":"kicked"}}""", "[system] The customer has blocked this bot.", null, false)]
    public void Telegram_AnUpdate_IsAboutAnotherMessageAndOpensAChatOrNot(string kind, string content, string text, string? about, bool opens)
    {
        var read = Assert.Single(Telegram(kind, content).Messages);
        Assert.Equal((text, about, opens, "9000000000"), (read.Text, read.About?.Text, read.OpensChat, read.From.Address));
    }

    [Theory]
    [InlineData("message", """{"new_chat_members":[{"first_name":"Bob"}]}""", Ignored.Service)]
    [InlineData("message", """{"pinned_message":{"text":"x"}}""", Ignored.Service)]
    [InlineData("message", """{"left_chat_member":{"first_name":"Bob"}}""", Ignored.Service)]
    [InlineData("message", """{"new_chat_title":"x"}""", Ignored.Service)]
    [InlineData("edited_message", """{"location":{"latitude":1,"longitude":2,"live_period":900}}""", Ignored.LiveLocation)]
    [InlineData("edited_message", """{"reply_markup":{}}""", Ignored.NothingNew)]
    [InlineData("my_chat_member", """{"chat":{"id":-5,"type":"group"},"new_chat_member":{"status":"member"}}""", Ignored.Service)]
    [InlineData("channel_post", """{"text":"x"}""", Ignored.OtherKind)]
    [InlineData("poll", """{"id":"1"}""", Ignored.OtherKind)]
    public void Telegram_WhatNobodyIsToRead_IsIgnoredForAReason(string kind, string content, string reason)
    {
        var received = Telegram(kind, content);
        Assert.Equal(reason, Assert.Single(received.Ignored));
        Assert.Empty(received.Messages);
    }

    [Fact]
    public void Telegram_AGroupWithANewId_IsTheSameConversation()
    {
        var read = Assert.Single(Telegram("message", """{"migrate_to_chat_id":-1001234567890}""").Messages);
        Assert.Equal(("-1001234567890", "9000000000", false), (read.From.Address, string.Concat(read.FormerAddresses), read.OpensChat));
    }

    [Theory]
    [InlineData("Body=yes&OriginalRepliedMessageSid=SM0", "yes", "SM0")]
    [InlineData("Body=look&Forwarded=true", "[forwarded] look", null)]
    [InlineData("Body=look&FrequentlyForwarded=true", "[forwarded] look", null)]
    [InlineData("Body=Yes&ButtonText=Yes&ButtonPayload=y", "Yes", null)]
    [InlineData("Body=&ListId=l1&ListTitle=Blue", "Blue", null)]
    [InlineData("Body=&FlowData=%7B%22rating%22%3A%22Poor%22%7D", "[form]\nrating: Poor", null)]
    [InlineData("Body=&InteractiveData=%7B%22flowResponse%22%3A%7B%22size%22%3A42%7D%7D", "[form]\nflowResponse.size: 42", null)]
    [InlineData("Body=hi&ReferralHeadline=Shoes&ReferralSourceType=ad&ReferralSourceUrl=https%3A%2F%2Ffb.me%2Fx&ReferralNumMedia=0", "hi\n[from ad] Shoes https://fb.me/x", null)]
    [InlineData("Body=&Latitude=1&Longitude=2&Label=Shop", "[location] Shop https://www.google.com/maps?q=1,2", null)]
    [InlineData("Body=&NumMedia=1&MediaUrl0=https%3A%2F%2Fx&MediaContentType0=text%2Fvcard", "[text/vcard] https://x", null)]
    [InlineData("Body=&NumMedia=0&HologramTitle=Dance", "[empty message] HologramTitle: Dance", null)]
    [InlineData("Body=", "[empty message]", null)]
    public void Sms_AMessage_IsWhatAnAgentCanUse(string fields, string text, string? about)
    {
        var read = Assert.Single(Assert.IsType<InboundResult.Received>(Sms($"MessageSid=SM1&From=%2B1555&To=%2B1000&AccountSid=AC1&ApiVersion=2010-04-01&{fields}")).Messages);
        Assert.Equal((text, about), (read.Text, read.About?.Id));
    }

    [Fact]
    public void Sms_FailedForAReason_KeepsTwiliosWordsWithoutTheNumber()
    {
        var received = SmsParser.Read(FormFields.Parse("MessageSid=SM1&To=%2B15005550001&MessageStatus=failed&ErrorCode=21211&ErrorMessage=%2B15005550001+is+not+a+valid+number"u8)!, isStatus: true, Mapper);
        Assert.Equal("21211: … is not a valid number", Assert.Single(Assert.IsType<InboundResult.Received>(received).Reports).Error);
    }

    [Fact]
    public void Sms_JsonWithHalfASurrogate_IsTheRestAsWritten()
    {
        var fields = SmsParser.ParseJson(Encoding.UTF8.GetBytes("""{"MessageSid":"SM1","From":"+1","Body":"x\ud83d y"}"""));
        Assert.Equal("x\ufffd y", Assert.Single(Assert.IsType<InboundResult.Received>(SmsParser.Read(fields!, isStatus: false, Mapper)).Messages).Text);
    }

    [Fact]
    public void Leaves_OfMuch_AreBounded()
    {
        var many = new JsonObject([.. Enumerable.Range(0, 500).Select(i => KeyValuePair.Create($"name{i}", (JsonNode?)new string('x', 5_000)))]);
        var read = WhatsApp(new JsonObject { ["type"] = "hologram", ["hologram"] = many }.ToJsonString());
        Assert.Equal(Leaves.Most + 2, read.Text.Split('\n').Length);
        Assert.True(read.Text.Length < 12_000, $"{read.Text.Length}");
        Assert.EndsWith("\n…", read.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Is it\nred?", "> Is it red?\nyes")]
    [InlineData(null, "> (an earlier message)\nyes")]
    public void Quote_OfAnEarlierMessage_IsALineAbove(string? quoted, string expected) => Assert.Equal(expected, MessageReference.Quote("yes", quoted));

    [Fact]
    public void Quote_OfALongMessage_IsCutBetweenGraphemes()
    {
        var family = "👨‍👩‍👧‍👦";
        var line = MessageReference.Quote("yes", string.Concat(Enumerable.Repeat(family, 50))).Split('\n')[0];
        Assert.EndsWith(family + "…", line, StringComparison.Ordinal);
    }

    private static readonly InboundMapper Mapper = new("sms", "main", new WebhookOptions { ContactCenterId = "c" });

    private static InboundResult Sms(string fields) => SmsParser.Read(FormFields.Parse(Encoding.UTF8.GetBytes(fields))!, isStatus: false, Mapper);

    private static InboundMessage WhatsApp(string message) => Assert.Single(WhatsAppValue($"\"messages\":[{Also(message, "\"from\":\"4917\"")}]").Messages);

    private static InboundResult.Received WhatsAppFrom(string contacts, string message) =>
        WhatsAppValue($"\"contacts\":{contacts},\"messages\":[{Also(message)}]");

    /// <summary>As it is written: a writer of JSON would mend the halves of surrogates.</summary>
    private static InboundResult.Received WhatsAppValue(string value) => Assert.IsType<InboundResult.Received>(Accounts.Of("whatsapp").Receive(Accounts.SignedMeta(
        Encoding.UTF8.GetBytes($$$"""{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"123456123"},{{{value}}}}}]}]}"""))));

    private static string Also(string message, params string[] more) => message.Insert(1, string.Concat(more.Append("\"id\":\"w1\"").Select(m => m + ",")));

    private static InboundResult.Received Messenger(string what)
    {
        var item = JsonNode.Parse(what)!.AsObject();
        (item["sender"], item["recipient"], item["timestamp"]) = (new JsonObject { ["id"] = "p1" }, new JsonObject { ["id"] = "page1" }, 1_700_000_000_123);
        return Accounts.Meta("messenger", new JsonObject { ["object"] = "page", ["entry"] = new JsonArray(new JsonObject { ["id"] = "page1", ["messaging"] = new JsonArray(item) }) });
    }

    private static InboundResult.Received Telegram(string kind, string content)
    {
        var text = content.Contains("\"chat\":{\"id\"", StringComparison.Ordinal) || content.Contains("inline_message_id", StringComparison.Ordinal) ? content
            : content == "{}" ? """{"chat":{"id":9000000000}}"""
            : content.Insert(1, "\"chat\":{\"id\":9000000000},");
        return Assert.IsType<InboundResult.Received>(Accounts.Telegram($$"""{"update_id":1,"{{kind}}":{{text}}}"""));
    }
}
