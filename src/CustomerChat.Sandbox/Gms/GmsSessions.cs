using System.Collections.Concurrent;
using CustomerChat.Sandbox.Chats;

namespace CustomerChat.Sandbox.Gms;

/// <summary>The GMS chats, by id.</summary>
internal sealed class GmsSessions
{
    private readonly ConcurrentDictionary<string, GmsSession> _sessions = new(StringComparer.Ordinal);

    public GmsSession Add(SandboxChat chat) => _sessions[chat.Id] = new GmsSession(chat);

    public GmsSession? Find(string chatId) => _sessions.GetValueOrDefault(chatId);

    /// <summary>Forgets all chats, as a restart does.</summary>
    public void Forget() => _sessions.Clear();
}
