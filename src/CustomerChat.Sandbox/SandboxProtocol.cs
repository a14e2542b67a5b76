namespace CustomerChat.Sandbox;

/// <summary>The chat API by which customers' clients talk to the sandbox.</summary>
public enum SandboxProtocol
{
    /// <summary>The polled Customer Chat API, at <c>/api/v2</c>.</summary>
    Gws,

    /// <summary>Genesys GMS Chat API v2, at <c>/genesys/2/chat/{service}</c>.</summary>
    Gms,

    /// <summary>Bot Framework Direct Line 3.0, at <c>/v3/directline</c>.</summary>
    DirectLine,
}
