using System.Collections.Immutable;
using CustomerChat.Channels.Inbound;
using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Delivery;
using CustomerChat.Intake;

namespace CustomerChat.Channels.Accounts;

/// <summary>Makes inbound messages, with the data by which an agent sees who the customer is.</summary>
internal sealed class InboundMapper(string channel, string account, AccountOptions options)
{
    private const int MaxData = 1_024;

    private readonly ConsentWords _sms = options.Also(ConsentWords.Sms);
    private readonly ConsentWords _chat = options.Also(ConsentWords.Chat);
    private readonly ConsentWords _none = options.Also(ConsentWords.None);

    public InboundMessage Message(InboundEvent happened)
    {
        var data = InboundText.Data(happened)
            .Append(("channel", channel)).Append(("account", account)).Append(("address", happened.Address)).Append(("profileName", happened.Name))
            .Where(d => !string.IsNullOrWhiteSpace(d.Item2))
            .DistinctBy(d => d.Item1)
            .ToImmutableSortedDictionary(d => d.Item1, d => Texts.Split(d.Item2!, MaxData).First(), StringComparer.Ordinal);
        var words = InboundText.Words(happened);
        var ends = words is not null && options.IsEndWord(words);
        return new InboundMessage(
            new ChannelAddress(channel, account, happened.Address),
            options.ContactCenterId!,
            happened.Id,
            InboundText.Of(happened),
            string.IsNullOrWhiteSpace(happened.Name) ? happened.Address : happened.Name,
            $"{channel} {account}")
        {
            UserData = data,
            EndsChat = ends,
            OpensChat = InboundText.OpensChat(happened),
            About = happened.About,
            Consent = happened.Consent ?? Consent(happened.Address, words, ends),
            Aliases = happened.Aliases,
            FormerAddresses = happened.FormerAddresses,
            Files = [.. InboundText.Files(happened)],
            TextBeside = InboundText.Beside(happened),
        };
    }

    /// <summary>
    /// A word that the account takes for the end of a chat only ends the chat (<c>/end</c>) and says nothing about consent. On SMS a word
    /// of letters alone, such as END, counts for consent all the same, because the provider acts on it in any case.
    /// </summary>
    private ConsentSignal? Consent(string address, string? words, bool ends)
    {
        var isSms = channel == "sms" && !address.StartsWith("whatsapp:", StringComparison.OrdinalIgnoreCase);
        var known = isSms ? _sms : channel == "webhook" ? _none : _chat;
        var isMeantForUs = ends && !(isSms && words!.Trim().All(char.IsAsciiLetter));
        return !isMeantForUs && known.Find(words) is { } intent ? new ConsentSignal(intent) : null;
    }

    /// <summary>
    /// The answers that may be buttons; null = none. If a title would end the chat or opt the customer out, there are no buttons. The
    /// customer can still answer with a number.
    /// </summary>
    public (string Question, ImmutableArray<string> Titles)? Offer(OutboundMessage message) =>
        message.Offer is var (question, titles) && titles.All(t => !options.IsEndWord(t) && Consent(message.To.Address, t, ends: false) is null) ? (question, titles) : null;

    public DeliveryReport Report(string address, string? id, DeliveryStatus status, string? error = null) =>
        new(new ChannelAddress(channel, account, address), id, status, error);
}
