namespace CustomerChat.Sandbox.Events;

/// <summary>What the relay has told of a customer with an address. Immutable.</summary>
/// <param name="Consent">OptedIn or OptedOut; null = it is not known.</param>
/// <param name="Scope">All, or Marketing.</param>
/// <param name="IsBlocked">What the customer writes is not passed on.</param>
internal sealed record CustomerNews(string? Consent = null, string? Scope = null, bool IsBlocked = false)
{
    /// <summary>With one more event. A message that was passed on tells that its customer is not blocked any more.</summary>
    public CustomerNews With(RelayEvent told) => told.Type switch
    {
        "consent.changed" => this with { Consent = told.Consent, Scope = told.Scope },
        "customer.blocked" => this with { IsBlocked = true },
        "message.received" => this with { IsBlocked = false },
        _ => this,
    };
}
