using System.Collections.Immutable;

namespace CustomerChat.App.DirectLine;

/// <summary>What a client says, after its fields are checked.</summary>
internal abstract record ClientActivity
{
    private ClientActivity()
    {
    }

    /// <param name="Key">
    /// The client's own id of the message (<c>channelData.clientActivityID</c>). A second message with the same id changes nothing.
    /// </param>
    public sealed record Message(string Text, string? Key) : ClientActivity;

    /// <summary>
    /// A message with links to files instead of the files. The relay takes its text, but fetches no link that a customer sends.
    /// </summary>
    public sealed record WithLinks(string? Text, string? Key) : ClientActivity;

    public sealed record Typing(bool Started) : ClientActivity;

    public sealed record End : ClientActivity;

    /// <summary>An event that means nothing to the contact centre, such as Web Chat's <c>webchat/join</c>.</summary>
    public sealed record Ignored : ClientActivity;
}

/// <summary>What a client says together with uploaded files.</summary>
internal sealed record Beside(string? Text, string? Key);

/// <summary>The fields with which a client opens a conversation.</summary>
internal sealed record Start(string? UserId, string? Nickname, string? Subject, string? Endpoint, ImmutableSortedDictionary<string, string> UserData, bool IsMessage = false);
