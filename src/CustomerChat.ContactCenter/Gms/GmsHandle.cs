using CustomerChat.Chats;
using CustomerChat.ContactCenter.Http;

namespace CustomerChat.ContactCenter.Gms;

/// <summary>What GMS gives for a chat. Newer servers need the secure key alone, older ones all of it, so all of it goes with each request.</summary>
internal sealed record GmsHandle(string ChatId, string SecureKey, string UserId, string Alias)
{
    /// <summary>The version of this form.</summary>
    public int V { get; init; } = 1;

    public UpstreamHandle Sealed() => Handles.Write(this, GmsContext.Default.GmsHandle);

    public static GmsHandle Of(UpstreamHandle handle) => Handles.Read(handle, GmsContext.Default.GmsHandle, h => h is { ChatId: not null, SecureKey: not null });

    /// <summary>With what a reply gives anew; a reply may lack any of it.</summary>
    public GmsHandle With(GmsReply reply) => new(
        ChatId, Or(reply.SecureKey, SecureKey), Or(reply.UserId, UserId), Or(reply.Alias, Alias));

    private static string Or(string? given, string known) => string.IsNullOrEmpty(given) ? known : given;
}
