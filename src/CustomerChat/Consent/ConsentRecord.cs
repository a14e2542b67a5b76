using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Consent;

/// <summary>Whether a customer takes messages of an account, since when and why. An account is one business address, or one messaging service.</summary>
/// <param name="Customer">Channel, account and address.</param>
/// <param name="State">Whether.</param>
/// <param name="Cause">By what it is known.</param>
/// <param name="At">Since when.</param>
public sealed record ConsentRecord(ChannelAddress Customer, ConsentState State, ConsentCause Cause, DateTimeOffset At)
{
    /// <summary>So many messages are remembered: one that a provider delivers again changes nothing.</summary>
    public const int Remembered = 10;

    public ConsentScope Scope { get; init; }

    /// <summary>An operator's reason, or the provider's words; null = none.</summary>
    public string? Reason { get; init; }

    /// <summary>The provider's ids of the last messages that have changed it.</summary>
    public ImmutableArray<string> Messages { get; init; } = [];

    /// <summary>Nothing is to be sent.</summary>
    public bool Refuses => State == ConsentState.OptedOut && Scope == ConsentScope.All;
}
