using CustomerChat.Chats;
using CustomerChat.ContactCenter.Http;

namespace CustomerChat.ContactCenter.Gms;

/// <summary>
/// The data that GMS gives for a chat. Newer servers need only the secure key, older ones need all of it. So the relay sends all of it with each request.
/// </summary>
internal sealed record GmsHandle(string ChatId, string SecureKey, string UserId, string Alias)
{
    /// <summary>The version of the handle's stored form.</summary>
    public int V { get; init; } = 1;

    public UpstreamHandle Sealed() => Handles.Write(this, GmsContext.Default.GmsHandle);

    public static GmsHandle Of(UpstreamHandle handle) => Handles.Read(handle, GmsContext.Default.GmsHandle, h => h is { ChatId: not null, SecureKey: not null });

    /// <summary>The handle with the new values of a reply. A value that the reply lacks stays as it was.</summary>
    public GmsHandle With(GmsReply reply) => new(
        ChatId, Or(reply.SecureKey, SecureKey), Or(reply.UserId, UserId), Or(reply.Alias, Alias));

    private static string Or(string? given, string known) => string.IsNullOrEmpty(given) ? known : given;
}
