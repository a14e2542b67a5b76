namespace CustomerChat.Sandbox.Events;

/// <summary>What the relay's events have reported about a customer with an address. Immutable.</summary>
/// <param name="Consent">OptedIn or OptedOut; null = not known.</param>
/// <param name="Scope">All or Marketing; null = not known.</param>
/// <param name="IsBlocked">The relay does not pass on what the customer writes.</param>
internal sealed record CustomerNews(string? Consent = null, string? Scope = null, bool IsBlocked = false)
{
    /// <summary>The same with one more event. A message that the relay passed on shows that its customer is not blocked any more.</summary>
    public CustomerNews With(RelayEvent told) => told.Type switch
    {
        "consent.changed" => this with { Consent = told.Consent, Scope = told.Scope },
        "customer.blocked" => this with { IsBlocked = true },
        "message.received" => this with { IsBlocked = false },
        _ => this,
    };
}
