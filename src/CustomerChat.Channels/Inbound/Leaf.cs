namespace CustomerChat.Channels.Inbound;

/// <summary>A value in a provider's JSON or form, with the names that lead to it.</summary>
internal readonly record struct Leaf(string Name, string Value);
