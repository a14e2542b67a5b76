using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Consent;

/// <summary>Whether a customer takes messages of an account, since when and why. An account is one business address or one messaging service.</summary>
/// <param name="Customer">The customer's channel, account and address.</param>
/// <param name="State">Whether the customer takes messages.</param>
/// <param name="Cause">How the relay learned it.</param>
/// <param name="At">When the record last changed.</param>
public sealed record ConsentRecord(ChannelAddress Customer, ConsentState State, ConsentCause Cause, DateTimeOffset At)
{
    /// <summary>How many message ids are remembered. A message that a provider delivers again must not change the record again.</summary>
    public const int Remembered = 10;

    public ConsentScope Scope { get; init; }

    /// <summary>An operator's reason, or the provider's words; null = none.</summary>
    public string? Reason { get; init; }

    /// <summary>The provider's ids of the last messages that changed the record, the newest first.</summary>
    public ImmutableArray<string> Messages { get; init; } = [];

    /// <summary>The relay must not send this customer anything.</summary>
    public bool Refuses => State == ConsentState.OptedOut && Scope == ConsentScope.All;
}
