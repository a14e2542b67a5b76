using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd.Channels;

/// <summary>What people really send, through the relay, to what the sandbox's agent reads.</summary>
[Collection(Lanes.Channels)]
public class InboundTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task WhatsApp_EveryKind_IsReadByTheAgent()
    {
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, Provider.Settings(api.Address));
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        const string Contact = """ "contacts":[{"profile":{"name":"Ann","username":"ann.shoes"},"user_id":"DE.1"}] """;
        async Task WriteAsync(string message) => Assert.Equal(200, await provider.PostAsync("whatsapp", $"{Contact},\"messages\":[{message}]"));

        // Somebody with a username: neither a number nor a wa_id. What nobody wrote opens no chat.
        await WriteAsync("""{"from_user_id":"DE.1","id":"w0","timestamp":"1","type":"request_welcome"}""");
        await WriteAsync("""{"from_user_id":"DE.1","id":"w1","timestamp":"1","type":"reaction","reaction":{"message_id":"x","emoji":"👍"}}""");
        Assert.Empty(await agent.ChatsAsync());
        await WriteAsync("""{"from_user_id":"DE.1","id":"w2","timestamp":"1","type":"text","text":{"body":"Is it there?"},"referral":{"source_type":"ad","headline":"Shoes 50% off","source_url":"https://fb.me/x"}}""");
        var chat = await agent.AcceptAsync("Ann");
        await agent.SayAsync(chat, "Which one?");
        await Until.IsAsync(() => Task.FromResult(api.Taken("DE.1")), taken => taken.Count == 1);

        await WriteAsync("""{"from_user_id":"DE.1","id":"w3","type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":"{\"rating\":\"Poor\",\"comment\":\"Parcel was open\"}"}}}""");
        await WriteAsync("""{"from_user_id":"DE.1","id":"w4","type":"order","order":{"catalog_id":"77","text":"Wrap it","product_items":[{"product_retailer_id":"SKU-1","quantity":2,"item_price":9.99,"currency":"EUR"},{"product_retailer_id":"SKU-2","quantity":1,"item_price":5,"currency":"EUR"}]}}""");
        await WriteAsync("""{"from_user_id":"DE.1","id":"w5","type":"edit","edit":{"original_message_id":"w2","message":{"type":"text","text":{"body":"Is it here?"}}}}""");
        await WriteAsync("""{"from_user_id":"DE.1","id":"w6","type":"reaction","reaction":{"message_id":"P1","emoji":"👍"}}""");
        await WriteAsync("""{"from_user_id":"DE.1","id":"w7","type":"reaction","reaction":{"message_id":"P1"}}""");
        await WriteAsync("""{"from_user_id":"DE.1","id":"w8","type":"revoke","revoke":{"original_message_id":"w2"}}""");
        await WriteAsync("""{"from_user_id":"DE.1","id":"w9","type":"text","text":{"body":"x\ud83d y"},"context":{"forwarded":true}}""");
        await WriteAsync("""{"from_user_id":"DE.1","id":"w10","type":"hologram","hologram":{"title":"Dance","loop":true}}""");

        string[] expected =
        [
            "Is it there?\n[from ad] Shoes 50% off https://fb.me/x",
            "[form] flow\nrating: Poor\ncomment: Parcel was open",
            "[order] catalog 77\n2 × SKU-1 at 9.99 EUR\n1 × SKU-2 at 5 EUR\nWrap it",
            "> Is it there? [from ad] Shoes 50% off https://fb.me/x\n[edited] Is it here?",
            "> Which one?\n[reaction] 👍",
            "> Which one?\n[reaction removed]",
            "> Is it there? [from ad] Shoes 50% off https://fb.me/x\n[message deleted]",
            "[forwarded] x\ufffd y",
            "[hologram] title: Dance, loop: true",
        ];
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count >= expected.Length);
        Assert.Equal(expected, await agent.TextsAsync(chat));
    }

    [Fact]
    public async Task WhatsApp_SomebodyWhoseNumberChanges_StaysInTheChatAndIsAnsweredThere()
    {
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, Provider.Settings(api.Address));
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        const string Both = """ "contacts":[{"profile":{"name":"Ann"},"wa_id":"4917","user_id":"DE.1"}],"messages":[{"from":"4917","from_user_id":"DE.1","id":"w1","type":"text","text":{"body":"hello"}}] """;
        Assert.Equal(200, await provider.PostAsync("whatsapp", Both));
        var chat = await agent.AcceptAsync("Ann");
        await agent.SayAsync(chat, "to the old number");
        await Until.IsAsync(() => Task.FromResult(api.Taken("4917")), taken => taken.Count == 1);

        const string Changed = """ "messages":[{"from":"4917","id":"w2","type":"system","system":{"type":"user_changed_number","body":"Ann has a new number","wa_id":"4918","user_id":"DE.2"}}] """;
        Assert.Equal(200, await provider.PostAsync("whatsapp", Changed));
        Assert.Equal(200, await provider.PostAsync("whatsapp", Changed));
        Assert.Equal(200, await provider.PostAsync("whatsapp", """ "contacts":[{"profile":{"name":"Ann"},"wa_id":"4918","user_id":"DE.2"}],"messages":[{"from":"4918","from_user_id":"DE.2","id":"w3","type":"text","text":{"body":"me again"}}] """));
        Assert.Equal(200, await provider.PostAsync("whatsapp", """ "contacts":[{"profile":{"name":"Ann"},"user_id":"DE.2"}],"messages":[{"from_user_id":"DE.2","id":"w4","type":"text","text":{"body":"without a number"}}] """));
        await agent.SayAsync(chat, "to the new number");

        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.SequenceEqual(["hello", "[system] Ann has a new number", "me again", "without a number"]));
        Assert.Equal(["to the new number"], await Until.IsAsync(() => Task.FromResult(api.Taken("4918")), taken => taken.Count == 1));
        Assert.Equal(["to the old number"], api.Taken("4917"));
        Assert.Single(await agent.ChatsAsync());
    }

    [Fact]
    public async Task Messenger_EveryKind_IsReadByTheAgentUnderTheCustomersName()
    {
        await using var api = await ProviderEmulator.StartAsync();
        api.Names = new Dictionary<string, string> { ["1234567890123456"] = "Ann", ["99"] = "Bob" };
        await using var stack = await Stack.StartAsync(azurite, Provider.Settings(api.Address));
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        async Task WriteAsync(string what, long at) => Assert.Equal(200, await provider.PostAsync(
            "messenger", $$"""{"sender":{"id":"1234567890123456"},"recipient":{"id":"page1"},"timestamp":{{at}},{{what}}}"""));

        await WriteAsync(""" "reaction":{"mid":"m0","action":"react","emoji":"❤","reaction":"love"} """, 1);
        Assert.Empty(await agent.ChatsAsync());

        // A webhook waits 700 ms for a name: the first question of a process that has just started may take longer.
        Assert.Equal(200, await provider.PostAsync("messenger", """{"sender":{"id":"99"},"recipient":{"id":"page1"},"timestamp":1,"message":{"mid":"m9","text":"hi"}}"""));
        await Until.IsAsync(agent.ChatsAsync, chats => chats.Count == 1);
        await WriteAsync(""" "postback":{"mid":"m1","title":"Get started","payload":"START","referral":{"ref":"flyer-7","source":"SHORTLINK","type":"OPEN_THREAD"}} """, 2);
        var chat = await agent.AcceptAsync("Ann");
        await WriteAsync(""" "message":{"mid":"m2","text":"hello"} """, 3);
        await WriteAsync(""" "message_edit":{"mid":"m2","text":"hello there","num_edit":1} """, 4);
        await WriteAsync(""" "reaction":{"mid":"m2","action":"react","emoji":"❤","reaction":"love"} """, 5);
        await WriteAsync(""" "reaction":{"mid":"m2","action":"unreact"} """, 6);
        await WriteAsync(""" "message":{"mid":"m3","text":"yes","reply_to":{"mid":"m2"}} """, 7);

        string[] expected =
        [
            "Get started\n[from shortlink] (flyer-7)", "hello", "> hello\n[edited] hello there", "> hello\n[reaction] ❤", "> hello\n[reaction removed]", "> hello\nyes",
        ];
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count >= expected.Length);
        Assert.Equal(expected, await agent.TextsAsync(chat));
    }

    [Fact]
    public async Task TelegramAndSms_EveryKind_IsReadByTheAgent()
    {
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, Provider.Settings(api.Address));
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        var update = 0;
        async Task WriteAsync(string kind, string content) => Assert.Equal(200, await provider.PostAsync(
            "telegram", $$"""{"update_id":{{++update}},"{{kind}}":{"chat":{"id":42,"type":"private"},"from":{"id":42,"first_name":"Tom"},{{content}}} }"""));

        await WriteAsync("message", """ "pinned_message":{"text":"x"} """);
        await WriteAsync("my_chat_member", """ "new_chat_member":{"status":"member"} """);
        Assert.Empty(await agent.ChatsAsync());
        await WriteAsync("message", """ "poll":{"question":"Which colour?","options":[{"text":"red"},{"text":"blue"}]} """);
        var chat = await agent.AcceptAsync("Tom");
        await WriteAsync("message", """ "dice":{"emoji":"🎲","value":4} """);
        await WriteAsync("message", """ "new_chat_members":[{"first_name":"Bob"}] """);
        await WriteAsync("message", """ "text":"red","reply_to_message":{"message_id":1,"text":"Red or blue?"} """);
        await WriteAsync("edited_message", """ "text":"blue" """);
        await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count >= 4);
        Assert.Equal(
            ["[poll] Which colour?\n- red\n- blue", "[dice] emoji: 🎲, value: 4", "> Red or blue?\nred", "[edited] blue"], await agent.TextsAsync(chat));

        Assert.Equal(200, await provider.PostFormAsync(("MessageSid", "SM1"), ("From", "whatsapp:+4917"), ("To", "whatsapp:+1000"), ("Body", "hello"), ("NumMedia", "0"), ("ProfileName", "Eve"), ("ReferralHeadline", "Shoes"), ("ReferralSourceType", "ad")));
        var other = await agent.AcceptAsync("Eve");
        Assert.Equal(200, await provider.PostFormAsync(("MessageSid", "SM2"), ("From", "whatsapp:+4917"), ("Body", "that one"), ("OriginalRepliedMessageSid", "SM1"), ("Forwarded", "true")));
        Assert.Equal(200, await provider.PostFormAsync(("MessageSid", "SM3"), ("From", "whatsapp:+4917"), ("Body", ""), ("FlowData", """{"rating":"Poor"}""")));
        await Until.IsAsync(() => agent.TextsAsync(other), texts => texts.Count >= 3);
        Assert.Equal(["hello\n[from ad] Shoes", "> hello [from ad] Shoes\n[forwarded] that one", "[form]\nrating: Poor"], await agent.TextsAsync(other));
    }

    [Fact]
    public async Task TwoHundredMessagesOfMixedKinds_DoubledAndShuffledOverFiveChannels_AreEachAnEntryOrAListedReason()
    {
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await Stack.StartAsync(azurite, Provider.Settings(api.Address));
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        foreach (var (i, channel) in new[] { "sms", "whatsapp", "messenger", "telegram", "webhook" }.Index())
        {
            Assert.Equal(200, await provider.WriteAsync(channel, $"49{i}", $"first{i}", "hello"));
            await agent.AcceptAsync($"49{i}");
        }

        var posts = new List<(bool IsText, Func<Task<int>> Post)>();
        for (var n = 0; n < 40; n++)
        {
            var id = n;
            posts.Add((true, () => id % 2 == 0
                ? provider.WriteAsync("sms", "490", $"SM{id}", $"sms {id}")
                : provider.PostFormAsync(("MessageSid", $"SM{id}"), ("From", "490"), ("Body", ""), ("FlowData", $$"""{"n":"{{id}}"}"""))));
            posts.Add((true, () => provider.PostAsync("whatsapp", $$$""" "messages":[{"from":"491","id":"w{{{id}}}","type":{{{(id % 3) switch { 0 => "\"text\",\"text\":{\"body\":\"t\"}", 1 => "\"order\",\"order\":{\"text\":\"o\"}", _ => "\"reaction\",\"reaction\":{\"message_id\":\"first1\",\"emoji\":\"x\"}" }}}}}] """)));
            posts.Add((id % 4 != 3, () => provider.PostAsync("messenger", $$$"""{"sender":{"id":"492"},"timestamp":{{{id}}},{{{(id % 4) switch { 0 => $"\"message\":{{\"mid\":\"m{id}\",\"text\":\"t\"}}", 1 => "\"reaction\":{\"mid\":\"first2\",\"action\":\"react\",\"emoji\":\"x\"}", 2 => "\"message_edit\":{\"mid\":\"first2\",\"text\":\"n\",\"num_edit\":" + id + "}", _ => "\"message\":{\"mid\":\"e\",\"is_echo\":true}" }}}}}""")));
            posts.Add((id % 4 != 3, () => provider.PostAsync("telegram", $$$"""{"update_id":{{{1000 + id}}},"message":{"chat":{"id":493},{{{(id % 4) switch { 0 => "\"text\":\"t\"", 1 => "\"dice\":{\"value\":1}", 2 => "\"poll\":{\"question\":\"q\"}", _ => "\"new_chat_title\":\"x\"" }}}}}}""")));
            posts.Add((true, () => provider.WriteAsync("webhook", "494", $"x{id}", $"webhook {id}")));
        }

        var shuffled = posts.Concat(posts).ToArray();
        new Random(15).Shuffle(shuffled);
        await Parallel.ForEachAsync(shuffled, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (p, _) => Assert.True(await p.Post() == 200, stack.Relay.Log));

        // 200 different ones; those for nobody to read are 20, each with a reason of the list.
        var expected = posts.Count(p => p.IsText);
        Assert.Equal(180, expected);
        var chats = await agent.ChatsAsync();
        Assert.Equal(5, chats.Count);
        var texts = await Until.IsAsync(
            async () => (await Task.WhenAll(chats.Select(c => agent.TextsAsync(c.Id)))).Sum(t => t.Count), count => count >= expected + 5);
        Assert.Equal(expected + 5, texts);
    }
}
