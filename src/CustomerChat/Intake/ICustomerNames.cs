using CustomerChat.Chats;

namespace CustomerChat.Intake;

/// <summary>A channel's sender may be one of these: its messages hold no name, and its provider tells it when asked.</summary>
public interface ICustomerNames
{
    /// <summary>A customer's name, within a second at most; null when the provider does not tell. Never throws but for its token.</summary>
    Task<string?> FindNameAsync(ChannelAddress address, CancellationToken cancellationToken);
}
