using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace CustomerChat.App.DirectLine;

/// <summary>Opaque tokens: sealed, so that a client can neither read nor make one; bound to one conversation; good for <see cref="Lifetime"/>.</summary>
public sealed class ConversationTokens(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>As Direct Line's own: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-direct-line-3-0-authentication.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1_800);

    /// <summary>The token in a stream's address opens nothing but the stream, and only for a minute: addresses are written down in many places.</summary>
    public static readonly TimeSpan StreamLifetime = TimeSpan.FromSeconds(60);

    private readonly IDataProtector _protector = protection.CreateProtector("CustomerChat.DirectLine.v1");
    private readonly IDataProtector _streams = protection.CreateProtector("CustomerChat.DirectLine.Stream.v1");

    public string Seal(DirectLineConversation conversation) => Seal(_protector, conversation, Lifetime);

    /// <summary>The conversation of a token; null when it is not one of ours, or is past its time.</summary>
    public DirectLineConversation? Open(string token) => Open(_protector, token);

    public string SealStream(DirectLineConversation conversation) => Seal(_streams, conversation, StreamLifetime);

    /// <summary>The conversation of a stream's token; null when it is not one of ours, or is past its time.</summary>
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

    /// <param name="Conversation">What it is bound to.</param>
    /// <param name="Until">When it ends, in seconds since 1970.</param>
    private sealed record Sealed(DirectLineConversation Conversation, long Until);
}
