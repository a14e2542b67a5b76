namespace CustomerChat.Consent;

/// <summary>What an inbound message says about consent.</summary>
/// <param name="Intent">What is asked for.</param>
/// <param name="Cause">By what it is known.</param>
/// <param name="Scope">Which messages it is about.</param>
public sealed record ConsentSignal(ConsentIntent Intent, ConsentCause Cause = ConsentCause.Word, ConsentScope Scope = ConsentScope.All);
