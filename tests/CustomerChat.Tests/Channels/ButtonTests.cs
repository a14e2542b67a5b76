using System.Text.Json.Nodes;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.Tests.Channels;

public class ButtonTests
{
    private const string Numbered = "Which?\n1. Yes\n2. No";

    [Theory]
    [InlineData("whatsapp", "Yes|No", """{"type":"button","body":{"text":"Which?"},"action":{"buttons":[{"type":"reply","reply":{"id":"Yes","title":"Yes"}},{"type":"reply","reply":{"id":"No","title":"No"}}]}}""")]
    [InlineData("whatsapp", "a|b|c|d", """{"type":"list","body":{"text":"Which?"},"action":{"button":"Choose","sections":[{"rows":[{"id":"a","title":"a"},{"id":"b","title":"b"},{"id":"c","title":"c"},{"id":"d","title":"d"}]}]}}""")]
    [InlineData("whatsapp", "of twenty-one letters|b", """{"type":"list","body":{"text":"Which?"},"action":{"button":"Choose","sections":[{"rows":[{"id":"of twenty-one letters","title":"of twenty-one letters"},{"id":"b","title":"b"}]}]}}""")]
    [InlineData("messenger", "Yes|No", """{"text":"Which?","metadata":"chat-1","quick_replies":[{"content_type":"text","title":"Yes","payload":"Yes"},{"content_type":"text","title":"No","payload":"No"}]}""")]
    [InlineData("telegram", "Yes|No", """{"chat_id":"to","text":"Which?","reply_markup":{"keyboard":[[{"text":"Yes"}],[{"text":"No"}]],"one_time_keyboard":true,"resize_keyboard":true}}""")]
    public async Task Send_WithAnswersThatFit_ShowsButtons(string channel, string choices, string expected)
    {
        await using var provider = await Recorder.StartAsync(channel);

        var result = await Accounts.SendAsync(provider.Account, "Which?", choices: choices.Split('|'));

        Assert.Equal(new DeliveryResult.Accepted("P1"), result);
        Assert.Equal([expected], provider.Contents);
    }

    /// <summary>None is cut, and none is left out: where one does not fit, or would opt the customer out, all are numbered.</summary>
    [Theory]
    [InlineData("whatsapp", "a title of twenty-five ch|b")]
    [InlineData("whatsapp", "1|2|3|4|5|6|7|8|9|10|11")]
    [InlineData("whatsapp", "Yes|YES")]
    [InlineData("messenger", "of twenty-one letters|b")]
    [InlineData("messenger", "1|2|3|4|5|6|7|8|9|10|11|12|13|14")]
    [InlineData("sms", "Yes|No")]
    [InlineData("whatsapp", "Go on|Stop")]
    [InlineData("messenger", "Go on|unsubscribe")]
    [InlineData("telegram", "Go on|/end")]
    public async Task Send_WithAnswersThatDoNotFit_IsANumberedText(string channel, string choices)
    {
        await using var provider = await Recorder.StartAsync(channel);

        await Accounts.SendAsync(provider.Account, "Which?", choices: choices.Split('|'));

        Assert.Equal([string.Join('\n', choices.Split('|').Select((c, i) => $"{i + 1}. {c}").Prepend("Which?"))], provider.Texts);
    }

    [Theory]
    [InlineData("whatsapp", "interactive")]
    [InlineData("messenger", "quick_replies")]
    [InlineData("telegram", "reply_markup")]
    public async Task Send_WhoseButtonsAreRefused_IsANumberedText(string channel, string refused)
    {
        await using var provider = await Recorder.StartAsync(channel, refused);

        var result = await Accounts.SendAsync(provider.Account, "Which?", choices: ["Yes", "No"]);

        Assert.Equal(new DeliveryResult.Accepted("P1"), result);
        Assert.Equal(2, provider.Contents.Count);
        Assert.Equal(Numbered, provider.Texts[^1]);
    }

    /// <summary>Outside the answer window the account's template goes: it has no answers.</summary>
    [Theory]
    [InlineData("whatsapp")]
    [InlineData("messenger")]
    public async Task Send_OfATemplate_ShowsNoButtons(string channel)
    {
        await using var provider = await Recorder.StartAsync(channel);

        await Accounts.SendAsync(provider.Account, "Which?", isTemplate: true, choices: ["Yes", "No"]);

        Assert.DoesNotContain("Which?", Assert.Single(provider.Contents), StringComparison.Ordinal);
    }

    [Fact]
    public void Offer_OfAPartOfALongText_IsNone()
    {
        var entry = new ChatEntry { Index = 1, Type = EntryType.Text, From = new("Bot", "2", ParticipantType.External), Text = "Which?", Choices = [new("Yes", "y")], At = default };

        Assert.NotNull(new OutboundMessage(new("x", "main", "to"), "1", "chat", entry, entry.Readable!).Offer);
        Assert.Null(new OutboundMessage(new("x", "main", "to"), "1", "chat", entry, "Which?").Offer);
        Assert.Null(new OutboundMessage(new("x", "main", "to"), "1", "chat", entry with { Text = null }, "1. Yes").Offer);
    }

    /// <summary>A provider that keeps what it was asked, and refuses one kind of message.</summary>
    private sealed class Recorder(StubServer server) : IAsyncDisposable
    {
        public required IChannelSender Account { get; init; }

        /// <summary>The message itself, without its addresses.</summary>
        public List<string> Contents { get; init; } = [];

        public List<string> Texts { get; init; } = [];

        public static async Task<Recorder> StartAsync(string channel, string refused = "nothing")
        {
            List<string> contents = [], texts = [];
            var server = await StubServer.StartAsync(async context =>
            {
                var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
                var json = channel == "sms" ? null : JsonNode.Parse(body)!;
                contents.Add((channel switch
                {
                    "whatsapp" => json![(string)json["type"]!],
                    "messenger" => json!["message"],
                    _ => json,
                })?.ToJsonString() ?? body);
                texts.Add(channel switch
                {
                    "sms" => System.Web.HttpUtility.ParseQueryString(body)["Body"]!,
                    "whatsapp" => (string?)json!["text"]?["body"],
                    "messenger" => (string?)json!["message"]!["text"],
                    _ => (string?)json!["text"],
                } ?? "");
                if (body.Contains(refused, StringComparison.Ordinal))
                {
                    context.Response.StatusCode = 400;
                    await context.Response.WriteAsync("""{"ok":false,"error_code":400,"description":"Bad Request: can't parse","error":{"code":100,"message":"Invalid parameter"}}""");
                    return;
                }

                await context.Response.WriteAsync("""{"sid":"P1","messages":[{"id":"P1"}],"message_id":"P1","ok":true,"result":{"message_id":"P1"}}""");
            });
            return new(server) { Account = Accounts.Of(channel, [("ApiBaseAddress", server.Address.ToString()), .. channel == "sms" ? [] : new[] { ("Template", "again, en") }]), Contents = contents, Texts = texts };
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
