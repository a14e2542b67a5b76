using System.Security.Cryptography;
using CustomerChat.Sandbox.Chats;

namespace CustomerChat.Sandbox.Gms;

/// <summary>A chat of GMS and its credentials.</summary>
internal sealed class GmsSession(SandboxChat chat)
{
    private volatile Keys _keys = Keys.New();
    private volatile bool _endGiven;

    public SandboxChat Chat => chat;

    public string UserId { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));

    public string SecureKey => _keys.SecureKey;

    public string Alias => _keys.Alias;

    /// <summary>The customer has been told of the end, with the last entries: from now on the chat is gone.</summary>
    public bool EndGiven { get => _endGiven; set => _endGiven = value; }

    public void ChangeKeys() => _keys = Keys.New();

    /// <summary>The secureKey suffices; what else is sent must be right.</summary>
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
