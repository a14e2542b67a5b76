using System.Text.Json.Nodes;
using CustomerChat.App;
using CustomerChat.App.Channels;
using CustomerChat.App.Http;
using CustomerChat.App.Limits;
using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Delivery;
using CustomerChat.Intake;
using CustomerChat.Tests.Channels;
using CustomerChat.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CustomerChat.Tests.Intake;

/// <summary>A provider's id counts once, whatever it does; and what can't be taken is not lost.</summary>
public class InboundOnceTests
{
    private readonly World _world = new();

    [Fact]
    public async Task EndWord_DeliveredAgainAfterTheNextChatWasOpened_DoesNotEndIt()
    {
        await _world.WriteAsync("1", "hello");
        Assert.Equal(PostResult.Accepted, await _world.WriteAsync("2", "/end", ends: true));
        await _world.WriteAsync("3", "hello again");

        Assert.Equal(PostResult.Duplicate, await _world.WriteAsync("2", "/end", ends: true, process: _world.Other()));

        Assert.NotEqual(ChatState.Idle, _world.Store.Head(await _world.ChatOfAsync()).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EndWord_ThatFoundNothingToEnd_EndsNothingWhenItIsDeliveredAgain(bool wroteBefore)
    {
        if (wroteBefore)
        {
            await _world.WriteAsync("1", "hello");
            await _world.WriteAsync("2", "/end", ends: true);
        }

        Assert.Equal(PostResult.Ended, await _world.WriteAsync("3", "/end", ends: true));
        await _world.WriteAsync("4", "hello again");

        Assert.Equal(PostResult.Duplicate, await _world.WriteAsync("3", "/end", ends: true));

        Assert.NotEqual(ChatState.Idle, _world.Store.Head(await _world.ChatOfAsync()).State);
    }

    [Fact]
    public async Task Text_OfAnEarlierChatDeliveredAgain_IsNotPostedToTheNext()
    {
        await _world.WriteAsync("1", "hello");
        await _world.WriteAsync("2", "/end", ends: true);
        await _world.WriteAsync("3", "hello again");

        Assert.Equal(PostResult.Duplicate, await _world.WriteAsync("1", "hello"));

        Assert.Equal("hello again", Assert.Single(_world.Store.Entries(await _world.ChatOfAsync())).Text);
    }

    [Fact]
    public async Task LongText_OfWhichTheChatHadThePartsBeforeItEnded_GoesOnInTheNext()
    {
        var words = string.Join(' ', Enumerable.Range(0, 1_500).Select(i => $"w{i}"));
        await _world.WriteAsync("1", "hello");
        var first = await _world.ChatOfAsync();

        // The chat ends between the first and the second part.
        var commits = 0;
        _world.Store.At = point =>
        {
            if (point == "after commit" && ++commits == 1)
            {
                _world.Other().Intake.EndAsync(first, World.Center, EndReason.Operator, default).GetAwaiter().GetResult();
            }
        };
        Assert.Equal(PostResult.Accepted, await _world.WriteAsync("2", words));
        _world.Store.At = _ => { };
        Assert.Equal(PostResult.Duplicate, await _world.WriteAsync("2", words));

        var second = await _world.ChatOfAsync();
        Assert.NotEqual(first, second);
        Assert.Equal("hello " + words, string.Join(' ', _world.Store.Entries(first).Concat(_world.Store.Entries(second)).Select(e => e.Text)));
    }

    [Fact]
    public async Task Text_BeyondWhatAChatHolds_IsADeadLetterAndItsCustomerIsToldOnce()
    {
        _world.Limits.EntriesPerChat = 3;
        for (var i = 0; i < 3; i++)
        {
            await _world.WriteAsync($"{i}", $"t{i}");
        }

        Assert.Equal(PostResult.TooMany, await _world.WriteAsync("3", "one more"));
        Assert.Equal(PostResult.Duplicate, await _world.WriteAsync("3", "one more"));
        Assert.Equal(PostResult.TooMany, await _world.WriteAsync("4", "and one more"));
        var chat = await _world.ChatOfAsync();
        await _world.TurnAsync(chat);
        await _world.TurnAsync(chat);

        Assert.Equal(["one more", "and one more"], _world.Store.Letters.Select(l => _world.Store.Entries(chat)[(int)l.Index - 1].Text));
        Assert.Equal([ChannelTexts.NotTakenText], _world.Channel.Sent.Select(m => m.Text));
        Assert.Equal(
            ["t0", "t1", "t2", "2 messages of the customer could not be passed on to you (Too many messages wait for the contact centre, or the chat has reached its limit of entries)."],
            _world.Upstream.CustomersTexts);
    }

    [Fact]
    public async Task Webhook_WithSeveralMessages_IsTakenWholeWhenOneCustomersChatIsFull()
    {
        _world.Limits.EntriesPerChat = 1;
        var limits = new RequestLimits(Options.Create(_world.Limits), _world.Ledger, _world.Time);
        var consents = new Consents(new MemoryConsents(), _world.Process.EventWriter, _world.Time);
        using var blocks = new Blocks(new MemoryBlocks(), _world.Time);
        var accounts = Accounts.Directory("whatsapp");
        var gate = new InboundGate(blocks, new FloodLimit(Options.Create(_world.Limits), _world.Time), consents, _world.ChannelIntake, accounts, _world.Process.EventWriter);
        var api = new ChannelApi(
            accounts,
            _world.ChannelIntake,
            gate,
            consents,
            OutboundApis.Of(_world, consents),
            limits,
            new BodyReader(_world.Time, NullLogger<BodyReader>.Instance),
            new StorageOutage(_world.Time, NullLogger<StorageOutage>.Instance),
            _world.Time,
            NullLogger<ChannelApi>.Instance);
        Assert.Equal(200, await PostAsync(api, ("w1", "491", "first"), ("w2", "491", "too much"), ("w3", "492", "of another")));
        Assert.Equal(200, await PostAsync(api, ("w1", "491", "first"), ("w2", "491", "too much"), ("w3", "492", "of another")));

        var chats = _world.Store.Chats.Select(c => string.Join(", ", _world.Store.Entries(c).Where(e => e.From.Type == ParticipantType.Customer).Select(e => e.Text)));
        Assert.Equal(["first, too much", "of another"], chats);
    }

    private static async Task<int> PostAsync(ChannelApi api, params (string Id, string From, string Text)[] messages)
    {
        var body = System.Text.Encoding.UTF8.GetBytes(new JsonObject
        {
            ["object"] = "whatsapp_business_account",
            ["entry"] = new JsonArray(new JsonObject
            {
                ["id"] = "1",
                ["changes"] = new JsonArray(new JsonObject
                {
                    ["field"] = "messages",
                    ["value"] = new JsonObject
                    {
                        ["messaging_product"] = "whatsapp",
                        ["metadata"] = new JsonObject { ["phone_number_id"] = "123456123" },
                        ["messages"] = new JsonArray([.. messages.Select(m => (JsonNode)new JsonObject
                        {
                            ["id"] = m.Id, ["from"] = m.From, ["timestamp"] = "1", ["type"] = "text", ["text"] = new JsonObject { ["body"] = m.Text },
                        })]),
                    },
                }),
            }),
        }.ToJsonString());
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.Body = new MemoryStream(body);
        context.Request.ContentType = "application/json";
        context.Request.Headers[CustomerChat.Channels.Meta.MetaSignature.Header] = Accounts.SignedMeta(body).Header(CustomerChat.Channels.Meta.MetaSignature.Header);
        var result = await api.WhatsAppAsync(context.Request, "main", default);
        return (result as IStatusCodeHttpResult)?.StatusCode ?? 200;
    }
}
