namespace CustomerChat.Delivery;

/// <summary>Channel accounts that were turned off by their receivers (410), kept over restarts.</summary>
public interface IChannelSwitch
{
    Task<bool> IsOffAsync(string channel, string account, CancellationToken cancellationToken);

    Task SetAsync(string channel, string account, bool off, CancellationToken cancellationToken);
}
