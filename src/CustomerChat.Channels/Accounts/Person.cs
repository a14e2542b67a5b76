using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Intake;

namespace CustomerChat.Channels.Accounts;

/// <summary>Makes inbound messages: who it is as the agent sees it.</summary>
internal sealed class Person(string channel, string account, AccountOptions options)
{
    public InboundMessage Message(string address, string? name, string id, string text, params (string Key, string? Value)[] more)
    {
        var data = more.Append(("channel", channel)).Append(("account", account)).Append(("address", address)).Append(("profileName", name))
            .Where(d => !string.IsNullOrWhiteSpace(d.Item2))
            .DistinctBy(d => d.Item1)
            .ToImmutableSortedDictionary(d => d.Item1, d => Texts.Split(d.Item2!, 1_024).First(), StringComparer.Ordinal);
        return new InboundMessage(
            new ChannelAddress(channel, account, address),
            options.ContactCenterId!,
            id,
            text,
            string.IsNullOrWhiteSpace(name) ? address : name,
            $"{channel} {account}")
        {
            UserData = data,
            EndsChat = options.IsEndWord(text),
        };
    }

    public DeliveryReport Report(string address, string id, DeliveryStatus status, string? error = null) =>
        new(new ChannelAddress(channel, account, address), id, status, error);
}
