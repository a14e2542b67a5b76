namespace CustomerChat.SelfHost.Runtime;

/// <summary>
/// The lease that decides which of several self-hosts on one storage runs the turns. There is one lease for all chats. The other processes leave wake-ups for the
/// process that holds the lease.
/// </summary>
internal interface IRunnerLease
{
    /// <summary>Takes or renews the lease for this process, and reads the wake-ups that other processes have left.</summary>
    /// <param name="until">When the lease expires unless it is renewed.</param>
    Task<LeaseRound> HoldAsync(DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Removes wake-ups that were read. If a process has left one again since it was read, it stays.</summary>
    Task RemoveAsync(IReadOnlyList<Wake> wakes, CancellationToken cancellationToken);

    /// <summary>Leaves a wake-up for the process that holds the lease.</summary>
    Task WakeAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>Releases the lease, so that another process need not wait until it expires.</summary>
    Task ReleaseAsync(CancellationToken cancellationToken);
}
