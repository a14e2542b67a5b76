using CustomerChat.Chats;
using CustomerChat.Hours;

namespace CustomerChat.Turn;

/// <summary>
/// A contact centre with a chat API that can only be polled, for any protocol. Every member that sends a request throws <see
/// cref="ContactCenterException"/> if the contact centre does not answer with success.
/// </summary>
public interface IContactCenter
{
    /// <summary>How long one request may take. After that, the relay no longer waits for the answer.</summary>
    TimeSpan Timeout { get; }

    /// <summary>
    /// How long the opening of a chat may take. It is longer than for other requests, because a chat that is opened after the timeout is a
    /// chat that nobody polls.
    /// </summary>
    TimeSpan OpenTimeout { get; }

    /// <summary>The most bytes that the files of one message may have together. Larger files are sent as links. 0 = the protocol takes no files.</summary>
    long MaxFile { get; }

    /// <summary>
    /// Whether the log of a chat may begin anew at this contact centre, so that a cursor is no longer valid. If a read from a cursor lacks
    /// a text that must be there, the log is then read from its beginning. Only such a read settles a doubt.
    /// </summary>
    bool LogMayRestart { get; }

    /// <summary>
    /// How chats are handed over to another contact centre when this one, or its customer, asks for a human agent; null = they are not
    /// handed over.
    /// </summary>
    HandOverRule? HandOver { get; }

    /// <summary>When the contact centre is open; null = always.</summary>
    OpeningHours? Hours { get; }

    /// <summary>Asks for a reservation with which an opening can be repeated without opening a second chat; null = the protocol has no reservations.</summary>
    Task<UpstreamHandle?> ReserveAsync(ChatOpening opening, CancellationToken cancellationToken);

    /// <summary>Opens a chat.</summary>
    /// <param name="opening">What the chat is opened with.</param>
    /// <param name="reserved">The result of <see cref="ReserveAsync"/>; null = none. The same reservation opens the same chat.</param>
    Task<UpstreamHandle> RequestChatAsync(ChatOpening opening, UpstreamHandle? reserved, CancellationToken cancellationToken);

    /// <summary>Sends a text with its files. Returns the handle to use from now on; usually it is the same one.</summary>
    Task<UpstreamHandle> SendMessageAsync(UpstreamHandle chat, UpstreamText text, CancellationToken cancellationToken);

    Task SendTypingAsync(UpstreamHandle chat, bool started, CancellationToken cancellationToken);

    /// <summary>Tells the contact centre that the customer has left, and reads the last messages.</summary>
    /// <param name="from">Where the read begins; null = nothing is read.</param>
    /// <returns>
    /// The last messages; null = nothing was to be read, or the read failed. A failed read is no error, because the customer has left the
    /// chat.
    /// </returns>
    Task<UpstreamRead?> CompleteAsync(UpstreamHandle chat, UpstreamPosition? from, CancellationToken cancellationToken);

    /// <summary>Reads the chat's state and messages.</summary>
    /// <param name="from">Where the read begins; <see cref="UpstreamPosition.Start"/> reads the whole log.</param>
    Task<UpstreamRead> ReadAsync(UpstreamHandle chat, UpstreamPosition from, CancellationToken cancellationToken);
}
