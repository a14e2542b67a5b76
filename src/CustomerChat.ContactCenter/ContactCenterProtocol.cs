namespace CustomerChat.ContactCenter;

/// <summary>The chat API that a contact centre has.</summary>
public enum ContactCenterProtocol
{
    /// <summary>The Customer Chat API.</summary>
    Gws,

    /// <summary>Genesys Mobile Services, Chat API Version 2.</summary>
    Gms,

    /// <summary>Bot Framework Direct Line 3.0.</summary>
    DirectLine,
}
