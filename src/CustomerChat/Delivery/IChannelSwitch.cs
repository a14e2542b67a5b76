namespace CustomerChat.Delivery;

/// <summary>Remembers which channel accounts their receivers have turned off (410), also after a restart.</summary>
public interface IChannelSwitch
{
    Task<bool> IsOffAsync(string channel, string account, CancellationToken cancellationToken);

    Task SetAsync(string channel, string account, bool off, CancellationToken cancellationToken);
}
