using CustomerChat.Chats;

namespace CustomerChat.Intake;

/// <summary>A sender whose channel's messages carry no name. The provider gives the name on request.</summary>
public interface ICustomerNames
{
    /// <summary>A customer's name, within one second at most; null = the provider does not give it. It throws only if the token is cancelled.</summary>
    Task<string?> FindNameAsync(ChannelAddress address, CancellationToken cancellationToken);
}
