using CustomerChat.Chats;
using CustomerChat.ContactCenter.Http;

namespace CustomerChat.ContactCenter.DirectLine;

/// <summary>A conversation, and what opens it.</summary>
/// <param name="ConversationId">The conversation's id.</param>
/// <param name="Token">Its token; null where the secret, or nothing, opens it.</param>
/// <param name="IssuedAt">When the token was given.</param>
/// <param name="ExpiresAt">When it expires; null = it was not said.</param>
/// <param name="UserId">The customer's id in the conversation: it begins with <c>dl_</c>.</param>
internal sealed record DirectLineHandle(string ConversationId, string? Token, DateTimeOffset IssuedAt, DateTimeOffset? ExpiresAt, string UserId)
{
    /// <summary>Tokens of Direct Line last for half an hour or an hour.</summary>
    public static readonly TimeSpan UsualLifetime = TimeSpan.FromHours(1);

    /// <summary>The version of this form.</summary>
    public int V { get; init; } = 1;

    /// <summary>Half of the token's life is over: it is renewed while that is still possible.</summary>
    public bool IsToBeRenewed(DateTimeOffset now) => Token is not null && now >= IssuedAt + ((End - IssuedAt) / 2);

    /// <summary>
    /// The token has expired. It is told by our clock, from when the token came to how long it lasts: the server's clock may differ. Where the server did not say how
    /// long, it is <see cref="UsualLifetime"/>.
    /// </summary>
    public bool IsExpired(DateTimeOffset now) => Token is not null && now >= End;

    private DateTimeOffset End => ExpiresAt ?? IssuedAt + UsualLifetime;

    public UpstreamHandle Sealed() => Handles.Write(this, DirectLineContext.Default.DirectLineHandle);

    public static DirectLineHandle Of(UpstreamHandle handle) =>
        Handles.Read(handle, DirectLineContext.Default.DirectLineHandle, h => h is { ConversationId: not null, UserId: not null });

    /// <summary>With the token of a reply, if it has one.</summary>
    public DirectLineHandle With(ConversationReply reply, DateTimeOffset now) => string.IsNullOrEmpty(reply.Token)
        ? this
        : this with { Token = reply.Token, IssuedAt = now, ExpiresAt = reply.Lifetime is { } seconds and > 0 ? now + TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue)) : null };
}
