using System.Collections.Immutable;
using CustomerChat.Consent;
using CustomerChat.Intake;

namespace CustomerChat.Channels.Inbound;

/// <summary>Something that a customer did, as a parser has read it.</summary>
/// <param name="Address">Who.</param>
/// <param name="Name">The customer's name, as far as the provider tells.</param>
/// <param name="Id">The provider's id of it: the same when it is delivered again.</param>
/// <param name="Contents">What was sent, in order.</param>
internal sealed record InboundEvent(string Address, string? Name, string Id, params ImmutableArray<InboundContent> Contents)
{
    /// <inheritdoc cref="InboundMessage.About"/>
    public MessageReference? About { get; init; }

    /// <summary>It was forwarded: by whom it was written, empty where the provider does not tell. Null = it was not.</summary>
    public string? ForwardedFrom { get; init; }

    public Referral? Referral { get; init; }

    /// <summary>More that the agent may want to know of who it is.</summary>
    public ImmutableArray<(string Key, string? Value)> Data { get; init; } = [];

    /// <summary>What the provider itself says about consent; a customer's words are recognised by <see cref="InboundText"/>.</summary>
    public ConsentSignal? Consent { get; init; }

    /// <inheritdoc cref="InboundMessage.Aliases"/>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <inheritdoc cref="InboundMessage.FormerAddresses"/>
    public ImmutableArray<string> FormerAddresses { get; init; } = [];
}
