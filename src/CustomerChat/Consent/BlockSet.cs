using System.Collections.Frozen;
using CustomerChat.Chats;

namespace CustomerChat.Consent;

/// <summary>The blocks, indexed so that a look-up takes a few steps, however many blocks there are. Pure.</summary>
internal sealed class BlockSet
{
    private readonly FrozenSet<(string Channel, string? Account, string Address)> _addresses;
    private readonly FrozenSet<(string Channel, string? Account, string Address)> _prefixes;
    private readonly int[] _lengths;

    public BlockSet(IReadOnlyCollection<Block> blocks)
    {
        (_addresses, _prefixes) = (Keys(isPrefix: false), Keys(isPrefix: true));
        _lengths = [.. _prefixes.Select(p => p.Address.Length).Distinct()];

        FrozenSet<(string Channel, string? Account, string Address)> Keys(bool isPrefix) =>
            blocks.Where(b => b.IsPrefix == isPrefix).Select(b => (b.Channel, b.Account, b.Address)).ToFrozenSet();
    }

    public bool Contains(ChannelAddress address)
    {
        var text = Block.Normal(address.Channel, address.Address);
        return In(_addresses, text) || _lengths.Any(length => length <= text.Length && In(_prefixes, text[..length]));

        bool In(FrozenSet<(string Channel, string? Account, string Address)> keys, string key) =>
            keys.Contains((address.Channel, null, key)) || keys.Contains((address.Channel, address.Account, key));
    }
}
