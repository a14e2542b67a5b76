using System.Collections.Concurrent;
using CustomerChat.Sandbox.Chats;
using Microsoft.Extensions.Options;

namespace CustomerChat.Sandbox.DirectLine;

/// <summary>The conversations that were started since the sandbox started.</summary>
internal sealed class DirectLineConversations(SandboxContactCenter center, IOptions<SandboxOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Lazy<DirectLineConversation>> _conversations = new(StringComparer.Ordinal);

    public DirectLineConversation? Find(string id) =>
        _conversations.GetValueOrDefault(id)?.Value is { } known && (known.Behind is not DeskBehindDirectLine || center.Find(id) is not null) ? known : null;

    /// <summary>Starts a conversation, or finds it if it was started before. For the desk, a new conversation is a chat that waits for an agent.</summary>
    public (DirectLineConversation Conversation, bool IsNew) Start(string id, bool withBot, DirectLineUser? user, string origin)
    {
        var created = new Lazy<DirectLineConversation>(() => new DirectLineConversation(
            id, withBot ? new BotBehindDirectLine(id) : new DeskBehindDirectLine(center, Open(id, user), options.Value.DirectLineAutomatedMessages, origin), time));
        var known = _conversations.GetOrAdd(id, created);
        return (known.Value, known == created);
    }

    /// <summary>Forgets all conversations, as a restart does.</summary>
    public void Forget() => _conversations.Clear();

    private SandboxChat Open(string id, DirectLineUser? user) =>
        center.Open(user?.Name ?? "Guest", "Direct Line", "directline", new Dictionary<string, string>(), id, mayBeSilent: true);
}
