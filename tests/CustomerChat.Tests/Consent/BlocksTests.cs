using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Intake;
using CustomerChat.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.Consent;

public sealed class BlocksTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryBlocks _store = new();
    private readonly Blocks _blocks;

    public BlocksTests() => _blocks = new Blocks(_store, _time);

    public void Dispose() => _blocks.Dispose();

    [Theory]
    [InlineData("sms", null, "+15550006", false, "sms", "main", "+15550006", true)]
    [InlineData("sms", null, "+1 (555) 000-6", false, "sms", "other", "+15550006", true)]
    [InlineData("sms", null, "+15550006", false, "sms", "main", "whatsapp:+15550006", true)]
    [InlineData("sms", null, "whatsapp:+1555", true, "sms", "main", "+15550006", true)]
    [InlineData("sms", null, "+15550006", false, "sms", "main", "+155500067", false)]
    [InlineData("sms", null, "+15550006", false, "whatsapp", "main", "15550006", false)]
    [InlineData("sms", "main", "+15550006", false, "sms", "other", "+15550006", false)]
    [InlineData("sms", "main", "+1555", true, "sms", "main", "+15550006", true)]
    [InlineData("sms", "main", "+1555", true, "sms", "other", "+15550006", false)]
    [InlineData("sms", null, "+1555", true, "sms", "main", "+1555", true)]
    [InlineData("sms", null, "+1555", true, "sms", "main", "+1554", false)]
    [InlineData("sms", null, "+1555", true, "sms", "main", "1555", false)]
    [InlineData("sms", null, "+1555", true, "sms", "main", "+155", false)]
    [InlineData("sms", null, "SHOP", true, "sms", "main", "SHOPPING", true)]
    [InlineData("whatsapp", null, "+1 555 0006", false, "whatsapp", "main", "15550006", true)]
    [InlineData("whatsapp", null, "US.1", true, "whatsapp", "main", "US.13491208655302741918", true)]
    [InlineData("whatsapp", null, "US.1", true, "whatsapp", "main", "1349", false)]
    [InlineData("telegram", null, "-100", true, "telegram", "main", "-1001234", true)]
    [InlineData("telegram", null, "-100", true, "telegram", "main", "1001234", false)]
    [InlineData("webhook", null, "ann", false, "webhook", "main", "Ann", false)]
    public async Task Message_FromABlockedAddressOrPrefix_IsBlockedAndNoOther(
        string channel, string? account, string blocked, bool isPrefix, string fromChannel, string fromAccount, string from, bool isBlocked)
    {
        await AddAsync(channel, account, blocked, isPrefix);
        Assert.Equal(isBlocked, await _blocks.IsBlockedAsync(Message(fromChannel, fromAccount, from), default));
    }

    [Fact]
    public async Task Message_FromAPersonWithABlockedAlias_IsBlocked()
    {
        await AddAsync("whatsapp", null, "15550006");
        Assert.True(await _blocks.IsBlockedAsync(Message("whatsapp", "main", "US.1") with { Aliases = ["15550006"] }, default));
        Assert.True(await _blocks.IsBlockedAsync(Message("whatsapp", "main", "US.1") with { FormerAddresses = ["15550006"] }, default));
        Assert.False(await _blocks.IsBlockedAsync(Message("whatsapp", "main", "US.1") with { Aliases = ["15550007"] }, default));
    }

    [Fact]
    public async Task List_IsReadOnceInItsTimeAndAgainAfterAChange()
    {
        var message = Message("sms", "main", "+1");
        for (var i = 0; i < 5; i++)
        {
            Assert.False(await _blocks.IsBlockedAsync(message, default));
        }

        Assert.Equal(1, _store.Reads);

        // Changed here: at once.
        var block = await AddAsync("sms", null, "+1");
        Assert.True(await _blocks.IsBlockedAsync(message, default));
        Assert.True(await _blocks.RemoveAsync(block.Id, default));
        Assert.False(await _blocks.RemoveAsync(block.Id, default));
        Assert.False(await _blocks.IsBlockedAsync(message, default));

        // Changed by another process: within the time for which it is remembered.
        await _store.SaveAsync(block, default);
        _time.Advance(Blocks.RememberedFor);
        Assert.True(await _blocks.IsBlockedAsync(message, default));
    }

    [Fact]
    public async Task Full_List_TakesNoNewBlockButANewReason()
    {
        for (var i = 0; i < Blocks.Most; i++)
        {
            await _store.SaveAsync(new Block("sms", null, $"+{i}", false, "r", null, default), default);
        }

        Assert.False(await _blocks.TryAddAsync(new Block("sms", null, "+99999", false, "r", null, default), default));
        Assert.True(await _blocks.TryAddAsync(new Block("sms", null, "+7", false, "another", null, default), default));
        Assert.Equal((Blocks.Most, "another"), (_store.All.Count, _store.All[new Block("sms", null, "+7", false, "", null, default).Id].Reason));
    }

    /// <summary>However a number is written, it is the same one; and its normal form stays as it is.</summary>
    [Property]
    public Property Normal_OfANumberHoweverItIsWritten_IsItsDigits() => Prop.ForAll(
        Gen.Elements('1', '2', ' ', '-', '(', ')', '.', '/').ArrayOf().Where(c => c.Any(char.IsAsciiDigit)).Select(c => new string(c)).ToArbitrary(),
        text =>
        {
            var digits = string.Concat(text.Where(char.IsAsciiDigit));
            return Block.Normal("sms", "+" + text) == "+" + digits
                && Block.Normal("sms", text) == digits
                && Block.Normal("whatsapp", "+" + text) == digits
                && Block.Normal("sms", Block.Normal("sms", "+" + text)) == "+" + digits;
        });

    private async Task<Block> AddAsync(string channel, string? account, string address, bool isPrefix = false)
    {
        var block = new Block(channel, account, Block.Normal(channel, address), isPrefix, "unwanted", "Agnes", _time.GetUtcNow());
        Assert.True(await _blocks.TryAddAsync(block, default));
        return block;
    }

    private static InboundMessage Message(string channel, string account, string from) => new(new ChannelAddress(channel, account, from), "c1", "1", "hello", from, channel);
}
