using CustomerChat.Chats;
using CustomerChat.Hours;

namespace CustomerChat.Turn;

/// <summary>
/// A contact centre, by its polled chat API, whatever the protocol. Every member that asks it throws <see cref="ContactCenterException"/> when the
/// contact centre does not answer with success.
/// </summary>
public interface IContactCenter
{
    /// <summary>How long one request may take: after it no answer is waited for.</summary>
    TimeSpan Timeout { get; }

    /// <summary>How long opening a chat may take. Longer than other requests: a chat that is opened after all is one that nobody polls.</summary>
    TimeSpan OpenTimeout { get; }

    /// <summary>The most bytes that the files of one message may have together; more go as links. 0 = the protocol takes no files.</summary>
    long MaxFile { get; }

    /// <summary>
    /// The log of a chat may begin anew there, so that a cursor leads nowhere. Where a read from a cursor misses what must be there, the log is then read from its
    /// beginning, and only that settles a doubt.
    /// </summary>
    bool LogMayRestart { get; }

    /// <summary>How its chats are handed over to another contact centre, when it or its customer asks for a person; null = they are not.</summary>
    HandOverRule? HandOver { get; }

    /// <summary>When it is open; null = always.</summary>
    OpeningHours? Hours { get; }

    /// <summary>Asks for what lets an opening be repeated without opening a second chat; null where the protocol has no such thing.</summary>
    Task<UpstreamHandle?> ReserveAsync(ChatOpening opening, CancellationToken cancellationToken);

    /// <summary>Opens a chat.</summary>
    /// <param name="opening">With what.</param>
    /// <param name="reserved">What <see cref="ReserveAsync"/> gave; the same opens the same chat.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    Task<UpstreamHandle> RequestChatAsync(ChatOpening opening, UpstreamHandle? reserved, CancellationToken cancellationToken);

    /// <summary>Sends a text with its files; returns the handle to be used from now on, mostly the same.</summary>
    Task<UpstreamHandle> SendMessageAsync(UpstreamHandle chat, UpstreamText text, CancellationToken cancellationToken);

    Task SendTypingAsync(UpstreamHandle chat, bool started, CancellationToken cancellationToken);

    /// <summary>Says that the customer has left, and reads what was said last.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="from">From where to read; null = nothing is to be read.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>What was read; null where nothing was to be, or that failed: nobody waits for the last words of a chat that its customer has left.</returns>
    Task<UpstreamRead?> CompleteAsync(UpstreamHandle chat, UpstreamPosition? from, CancellationToken cancellationToken);

    /// <summary>Reads state and messages.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="from">From where; <see cref="UpstreamPosition.Start"/> reads the whole log.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    Task<UpstreamRead> ReadAsync(UpstreamHandle chat, UpstreamPosition from, CancellationToken cancellationToken);
}
