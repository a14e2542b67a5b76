namespace CustomerChat.Channels.Http;

/// <summary>A host's name leads to an address that the relay must not connect to.</summary>
internal sealed class RefusedAddressException(string message) : Exception(message);
