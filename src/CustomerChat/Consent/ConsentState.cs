namespace CustomerChat.Consent;

/// <summary>Whether a customer takes messages of an account.</summary>
public enum ConsentState
{
    OptedIn,
    OptedOut,
}
