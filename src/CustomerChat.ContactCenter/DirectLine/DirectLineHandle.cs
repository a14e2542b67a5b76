using CustomerChat.Chats;
using CustomerChat.ContactCenter.Http;

namespace CustomerChat.ContactCenter.DirectLine;

/// <summary>A conversation, with the token that gives access to it.</summary>
/// <param name="Token">The conversation's token. Null = the relay uses the secret, or nothing.</param>
/// <param name="IssuedAt">When the relay got the token.</param>
/// <param name="ExpiresAt">When the token expires; null = the server did not say.</param>
/// <param name="UserId">The customer's id in the conversation. It begins with <c>dl_</c>.</param>
internal sealed record DirectLineHandle(string ConversationId, string? Token, DateTimeOffset IssuedAt, DateTimeOffset? ExpiresAt, string UserId)
{
    /// <summary>Tokens of Direct Line last for half an hour or an hour.</summary>
    public static readonly TimeSpan UsualLifetime = TimeSpan.FromHours(1);

    /// <summary>The version of the handle's stored form.</summary>
    public int V { get; init; } = 1;

    /// <summary>Whether half of the token's lifetime is over. The relay renews the token then, while it is still valid.</summary>
    public bool IsToBeRenewed(DateTimeOffset now) => Token is not null && now >= IssuedAt + ((End - IssuedAt) / 2);

    /// <summary>
    /// Whether the token has expired. The relay measures this by its own clock, from the moment it got the token, because the server's clock may differ. Where the
    /// server did not say how long the token is valid, the relay assumes <see cref="UsualLifetime"/>.
    /// </summary>
    public bool IsExpired(DateTimeOffset now) => Token is not null && now >= End;

    private DateTimeOffset End => ExpiresAt ?? IssuedAt + UsualLifetime;

    public UpstreamHandle Sealed() => Handles.Write(this, DirectLineContext.Default.DirectLineHandle);

    public static DirectLineHandle Of(UpstreamHandle handle) =>
        Handles.Read(handle, DirectLineContext.Default.DirectLineHandle, h => h is { ConversationId: not null, UserId: not null });

    /// <summary>The handle with the token of a reply, if the reply has one.</summary>
    public DirectLineHandle With(ConversationReply reply, DateTimeOffset now) => string.IsNullOrEmpty(reply.Token)
        ? this
        : this with { Token = reply.Token, IssuedAt = now, ExpiresAt = reply.Lifetime is { } seconds and > 0 ? now + TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue)) : null };
}
