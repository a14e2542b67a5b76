using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace CustomerChat.App.DirectLine;

/// <summary>
/// Opaque tokens. A token is sealed, so a client can neither read nor make one. It belongs to one conversation and is valid for <see
/// cref="Lifetime"/>.
/// </summary>
public sealed class ConversationTokens(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>
    /// The lifetime of Direct Line's own tokens:
    /// https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-direct-line-3-0-authentication.
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1_800);

    /// <summary>
    /// A stream's token is a part of an address, and addresses are logged in many places. So the token opens only the stream, and only for
    /// a minute.
    /// </summary>
    public static readonly TimeSpan StreamLifetime = TimeSpan.FromSeconds(60);

    private readonly IDataProtector _protector = protection.CreateProtector("CustomerChat.DirectLine.v1");
    private readonly IDataProtector _streams = protection.CreateProtector("CustomerChat.DirectLine.Stream.v1");

    public string Seal(DirectLineConversation conversation) => Seal(_protector, conversation, Lifetime);

    /// <summary>The conversation of a token; null when the relay did not make the token, or the token has expired.</summary>
    public DirectLineConversation? Open(string token) => Open(_protector, token);

    public string SealStream(DirectLineConversation conversation) => Seal(_streams, conversation, StreamLifetime);

    /// <summary>The conversation of a stream's token; null when the relay did not make the token, or the token has expired.</summary>
    public DirectLineConversation? OpenStream(string token) => Open(_streams, token);

    private string Seal(IDataProtector protector, DirectLineConversation conversation, TimeSpan lifetime) => WebEncoders.Base64UrlEncode(
        protector.Protect(JsonSerializer.SerializeToUtf8Bytes(new Sealed(conversation, (time.GetUtcNow() + lifetime).ToUnixTimeSeconds()))));

    private DirectLineConversation? Open(IDataProtector protector, string token)
    {
        try
        {
            var content = JsonSerializer.Deserialize<Sealed>(protector.Unprotect(WebEncoders.Base64UrlDecode(token)));
            return content is not null && time.GetUtcNow().ToUnixTimeSeconds() < content.Until ? content.Conversation : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException or JsonException)
        {
            return null;
        }
    }

    /// <param name="Until">When the token expires, in seconds since 1970.</param>
    private sealed record Sealed(DirectLineConversation Conversation, long Until);
}
