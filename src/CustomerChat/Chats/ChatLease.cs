namespace CustomerChat.Chats;

/// <summary>
/// The right to do something for one chat: to send to the contact centre (the entries up to <see cref="Chat.AttemptedThrough"/>), to open the
/// chat there, or to deliver to its channel. The ledger issues it in the commit that stores it, and dates it then; its holder checks before
/// each use that there is time left. A lease to send that was not given back is settled by reading the messages upstream after
/// <paramref name="Until"/>: no request of its holder can still take effect then.
/// </summary>
/// <param name="Id">Whose it is.</param>
/// <param name="Until">When it runs out, by the clock of its holder.</param>
public sealed record ChatLease(string Id, DateTimeOffset Until)
{
    /// <summary>
    /// After a request was given up it may still take effect for this long. It is also how far the clocks of two hosts may differ: a lease is
    /// not used in its last 5 s, and the other host takes it for over when its own clock says so.
    /// </summary>
    public static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(5);

    /// <summary>There is time for a use that takes no longer than this.</summary>
    public bool Allows(TimeSpan use, DateTimeOffset now) => now + use + SettleTime <= Until;
}
