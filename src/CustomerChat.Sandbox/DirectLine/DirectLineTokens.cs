using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace CustomerChat.Sandbox.DirectLine;

/// <summary>Secrets and tokens, with their rights and the time at which they expire.</summary>
internal sealed class DirectLineTokens(IOptions<SandboxOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DirectLineToken> _tokens = new(StringComparer.Ordinal);

    public int LifeSeconds => (int)options.Value.DirectLineTokenLife.TotalSeconds;

    public string New(DirectLineToken token)
    {
        var text = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        _tokens[text] = token with { ExpiresAt = time.GetUtcNow() + options.Value.DirectLineTokenLife };
        return text;
    }

    /// <summary>The rights of a secret or token, also of an expired token; null when it is neither.</summary>
    public DirectLineToken? Find(string bearer) =>
        Is(bearer, options.Value.DirectLineSecret) ? new DirectLineToken(ForBot: false)
        : Is(bearer, options.Value.BotSecret) ? new DirectLineToken(ForBot: true)
        : _tokens.GetValueOrDefault(bearer);

    public bool IsExpired(DirectLineToken token) => token.ExpiresAt <= time.GetUtcNow();

    /// <summary>Forgets all tokens, as a restart does.</summary>
    public void Forget() => _tokens.Clear();

    private static bool Is(string bearer, string? secret) =>
        secret is { Length: > 0 } && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(bearer), Encoding.UTF8.GetBytes(secret));
}
