using System.Security.Cryptography;
using System.Text;

namespace CustomerChat.Chats;

/// <summary>Chat ids: random GUIDs of version 4 in lower case, so 122 random bits. Nobody can guess or count them.</summary>
public static class ChatIds
{
    /// <summary>How many characters a chat id has.</summary>
    public const int Length = 36;

    public static string New() => Guid.NewGuid().ToString("D");

    /// <summary>A chat's key: the SHA-256 of its id in hex. It names the chat in places that must not show the id, because the id is a credential.</summary>
    public static string KeyOf(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    /// <summary>Whether a text has the form of a chat id. The check keeps other texts out of storage keys.</summary>
    public static bool IsWellFormed(string? id) =>
        id is { Length: Length } && Guid.TryParseExact(id, "D", out _) && !id.AsSpan().ContainsAnyInRange('A', 'Z');
}
