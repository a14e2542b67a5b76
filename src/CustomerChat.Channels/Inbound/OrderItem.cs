namespace CustomerChat.Channels.Inbound;

/// <summary>A line of an order, as the provider writes it.</summary>
internal sealed record OrderItem(string? Product, string? Quantity, string? Price, string? Currency);
