namespace CustomerChat.Chats;

/// <summary>
/// The right to do one thing for one chat: to send to the contact centre (the entries up to <see cref="Chat.AttemptedThrough"/>), to open
/// the chat there, or to deliver to its channel. The ledger issues the lease and sets its time in the commit that stores it. Before each
/// use, the holder checks that enough time is left. If a lease to send is not given back, the relay reads the contact centre's messages
/// after <paramref name="Until"/>: by then, no request of the holder can still take effect.
/// </summary>
/// <param name="Id">The id by which its holder knows the lease.</param>
/// <param name="Until">When the lease expires, by the clock of its holder.</param>
public sealed record ChatLease(string Id, DateTimeOffset Until)
{
    /// <summary>
    /// How long a request may still take effect after it was given up. It is also how far the clocks of two hosts may differ: the holder
    /// does not use a lease in its last 5 s, and the other host treats the lease as expired when its own clock says so.
    /// </summary>
    public static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(5);

    /// <summary>Whether enough time is left for a use that takes at most <paramref name="use"/>.</summary>
    public bool Allows(TimeSpan use, DateTimeOffset now) => now + use + SettleTime <= Until;
}
