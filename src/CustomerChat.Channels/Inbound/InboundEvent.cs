using System.Collections.Immutable;
using CustomerChat.Consent;
using CustomerChat.Intake;

namespace CustomerChat.Channels.Inbound;

/// <summary>Something that a customer did, as a parser has read it.</summary>
/// <param name="Address">The customer's address in the channel.</param>
/// <param name="Name">The customer's name; null = the provider does not tell it.</param>
/// <param name="Id">The provider's id of the event. It is the same when the event is delivered again.</param>
/// <param name="Contents">What was sent, in order.</param>
internal sealed record InboundEvent(string Address, string? Name, string Id, params ImmutableArray<InboundContent> Contents)
{
    /// <inheritdoc cref="InboundMessage.About"/>
    public MessageReference? About { get; init; }

    /// <summary>Who wrote a message that was forwarded; empty = the provider does not tell; null = the message was not forwarded.</summary>
    public string? ForwardedFrom { get; init; }

    public Referral? Referral { get; init; }

    /// <summary>More data about the customer, for the agent.</summary>
    public ImmutableArray<(string Key, string? Value)> Data { get; init; } = [];

    /// <summary>What the provider itself says about consent. <c>InboundMapper</c> recognises a customer's own words.</summary>
    public ConsentSignal? Consent { get; init; }

    /// <inheritdoc cref="InboundMessage.Aliases"/>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <inheritdoc cref="InboundMessage.FormerAddresses"/>
    public ImmutableArray<string> FormerAddresses { get; init; } = [];
}
