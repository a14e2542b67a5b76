using System.Collections.Immutable;
using CustomerChat.Channels.Inbound;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Intake;

namespace CustomerChat.Channels.Accounts;

/// <summary>Makes inbound messages: who it is as the agent sees it.</summary>
internal sealed class Person(string channel, string account, AccountOptions options)
{
    private const int MaxData = 1_024;

    public InboundMessage Message(InboundEvent happened)
    {
        var data = InboundText.Data(happened)
            .Append(("channel", channel)).Append(("account", account)).Append(("address", happened.Address)).Append(("profileName", happened.Name))
            .Where(d => !string.IsNullOrWhiteSpace(d.Item2))
            .DistinctBy(d => d.Item1)
            .ToImmutableSortedDictionary(d => d.Item1, d => Texts.Split(d.Item2!, MaxData).First(), StringComparer.Ordinal);
        return new InboundMessage(
            new ChannelAddress(channel, account, happened.Address),
            options.ContactCenterId!,
            happened.Id,
            InboundText.Of(happened),
            string.IsNullOrWhiteSpace(happened.Name) ? happened.Address : happened.Name,
            $"{channel} {account}")
        {
            UserData = data,
            EndsChat = InboundText.Ends(happened, options),
            OpensChat = InboundText.OpensChat(happened),
            About = happened.About,
            Aliases = happened.Aliases,
            FormerAddresses = happened.FormerAddresses,
        };
    }

    public DeliveryReport Report(string address, string? id, DeliveryStatus status, string? error = null) =>
        new(new ChannelAddress(channel, account, address), id, status, error);
}
