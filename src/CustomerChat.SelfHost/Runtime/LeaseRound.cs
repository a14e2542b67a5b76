namespace CustomerChat.SelfHost.Runtime;

/// <summary>What came of one try to hold the lease.</summary>
/// <param name="IsHeld">This process has it.</param>
/// <param name="IsNew">It was not this process's before, so another process may have run turns in between.</param>
/// <param name="Wakes">The wake-ups that others have left; none when it is not held.</param>
internal sealed record LeaseRound(bool IsHeld, bool IsNew, IReadOnlyList<Wake> Wakes)
{
    public static LeaseRound Refused { get; } = new(false, false, []);
}
