using System.Security.Cryptography;
using System.Text;

namespace CustomerChat.Chats;

/// <summary>Chat ids: random GUIDs of version 4 in lower case, so 122 random bits. Not guessable, not countable.</summary>
public static class ChatIds
{
    /// <summary>How many characters each has.</summary>
    public const int Length = 36;

    public static string New() => Guid.NewGuid().ToString("D");

    /// <summary>A chat's key: SHA-256 of its id in hex. It names the chat where its id, which is a credential, must not be.</summary>
    public static string KeyOf(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    /// <summary>Whether a text can be a chat id at all. Keeps what is not one away from storage keys.</summary>
    public static bool IsWellFormed(string? id) =>
        id is { Length: Length } && Guid.TryParseExact(id, "D", out _) && !id.AsSpan().ContainsAnyInRange('A', 'Z');
}
