namespace CustomerChat.Chats;

/// <summary>
/// The right to send to the contact centre for one chat. Whoever holds it may send the entries up to
/// <see cref="Chat.AttemptedThrough"/>. A lease that was not given back is settled by reading the messages upstream after
/// <paramref name="Until"/>: no request of its holder can still take effect then.
/// </summary>
public sealed record SendLease(string Id, DateTimeOffset Until);
