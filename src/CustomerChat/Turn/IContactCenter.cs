using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Turn;

/// <summary>
/// A contact centre, by its polled Customer Chat API. Every member throws <see cref="ContactCenterException"/> when the
/// contact centre does not answer with success.
/// </summary>
public interface IContactCenter
{
    /// <summary>How long one request may take: after it no answer is waited for.</summary>
    TimeSpan Timeout { get; }

    /// <summary>How long opening a chat may take. Longer than other requests: a chat that is opened after all is one that nobody polls.</summary>
    TimeSpan OpenTimeout { get; }

    /// <summary>Opens a chat; returns its path.</summary>
    Task<string> RequestChatAsync(ChatOpening opening, CancellationToken cancellationToken);

    Task SendMessageAsync(string path, string text, CancellationToken cancellationToken);

    Task SendTypingAsync(string path, bool started, CancellationToken cancellationToken);

    Task CompleteAsync(string path, CancellationToken cancellationToken);

    Task<UpstreamChat> GetChatAsync(string path, CancellationToken cancellationToken);

    /// <summary>The messages from an index on (from 1), by ascending index.</summary>
    Task<ImmutableArray<UpstreamMessage>> GetMessagesAsync(string path, long fromIndex, CancellationToken cancellationToken);
}
