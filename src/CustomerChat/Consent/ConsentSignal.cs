namespace CustomerChat.Consent;

/// <summary>What an inbound message says about consent.</summary>
/// <param name="Intent">What the customer asks for.</param>
/// <param name="Cause">How the relay learned it.</param>
/// <param name="Scope">Which messages the customer means.</param>
public sealed record ConsentSignal(ConsentIntent Intent, ConsentCause Cause = ConsentCause.Word, ConsentScope Scope = ConsentScope.All);
