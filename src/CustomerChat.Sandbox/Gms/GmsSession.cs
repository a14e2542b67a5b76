using System.Security.Cryptography;
using CustomerChat.Sandbox.Chats;

namespace CustomerChat.Sandbox.Gms;

/// <summary>A GMS chat with its credentials.</summary>
internal sealed class GmsSession(SandboxChat chat)
{
    private volatile Keys _keys = Keys.New();
    private volatile bool _endGiven;

    public SandboxChat Chat => chat;

    public string UserId { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));

    public string SecureKey => _keys.SecureKey;

    public string Alias => _keys.Alias;

    /// <summary>The customer has got the reply that reports the end, with the last entries. From now on, GMS answers that the chat has ended.</summary>
    public bool EndGiven { get => _endGiven; set => _endGiven = value; }

    public void ChangeKeys() => _keys = Keys.New();

    /// <summary>Whether the credentials are right. Only the secureKey is required; the others must be right if they are sent.</summary>
    public bool IsRight(string? secureKey, string? userId, string? alias)
    {
        var keys = _keys;
        return secureKey == keys.SecureKey && (string.IsNullOrEmpty(userId) || userId == UserId) && (string.IsNullOrEmpty(alias) || alias == keys.Alias);
    }

    private sealed record Keys(string SecureKey, string Alias)
    {
        public static Keys New() =>
            new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), RandomNumberGenerator.GetInt32(100, 1_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
