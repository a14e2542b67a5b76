namespace CustomerChat.SelfHost.Azurite;

/// <summary>The host can't start; the message names the way out.</summary>
internal sealed class StartupException(string message) : Exception(message);
