namespace CustomerChat.Channels.Accounts;

/// <summary>Whether a request comes from the sender that it claims to come from.</summary>
public enum Authenticity
{
    Valid,
    Missing,
    Wrong,
    TooOld,
    TooNew,

    /// <summary>The signature is right, but the body is not the one that was signed.</summary>
    BodyChanged,
}
