namespace CustomerChat.Channels.Http;

/// <summary>A callback address leads to where the relay must not go.</summary>
internal sealed class RefusedAddressException(string message) : Exception(message);
