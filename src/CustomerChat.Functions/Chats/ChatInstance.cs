using System.Security.Cryptography;
using System.Text;

namespace CustomerChat.Functions.Chats;

/// <summary>The instance id of a chat's orchestration.</summary>
public static class ChatInstance
{
    /// <summary>
    /// A one-way digest of the chat id: 32 hexadecimal digits. The chat id itself is a credential, and the engine writes its
    /// instance ids into logs, spans and the URLs of its own requests.
    /// </summary>
    public static string IdOf(string chatId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(chatId)).AsSpan(0, 16));
}
