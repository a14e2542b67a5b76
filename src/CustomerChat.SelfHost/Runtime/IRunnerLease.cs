namespace CustomerChat.SelfHost.Runtime;

/// <summary>Which of several self-hosts on one storage runs the turns: one lease for all chats. The others leave wake-ups for its holder.</summary>
internal interface IRunnerLease
{
    /// <summary>Takes or renews the lease for this process, and reads the wake-ups that others have left.</summary>
    /// <param name="until">Until when the lease lasts unless it is renewed.</param>
    /// <param name="cancellationToken">Ends the try.</param>
    Task<LeaseRound> HoldAsync(DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Removes wake-ups that were read. One that was left anew since then stays.</summary>
    Task RemoveAsync(IReadOnlyList<Wake> wakes, CancellationToken cancellationToken);

    /// <summary>Leaves a wake-up for the holder.</summary>
    Task WakeAsync(string chatId, CancellationToken cancellationToken);

    /// <summary>Gives the lease back, so that another process need not wait until it has run out.</summary>
    Task ReleaseAsync(CancellationToken cancellationToken);
}
