namespace CustomerChat.SelfHost.Runtime;

/// <summary>The result of one try to hold the lease.</summary>
/// <param name="IsHeld">This process holds the lease.</param>
/// <param name="IsNew">This process did not hold the lease before, so another process may have run turns in between.</param>
/// <param name="Wakes">The wake-ups that other processes have left; empty when this process does not hold the lease.</param>
internal sealed record LeaseRound(bool IsHeld, bool IsNew, IReadOnlyList<Wake> Wakes)
{
    public static LeaseRound Refused { get; } = new(false, false, []);
}
