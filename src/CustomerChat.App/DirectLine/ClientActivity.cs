using System.Collections.Immutable;

namespace CustomerChat.App.DirectLine;

/// <summary>What a client says, once it is known to be right.</summary>
internal abstract record ClientActivity
{
    private ClientActivity()
    {
    }

    /// <param name="Text">The text.</param>
    /// <param name="Key">The client's own id of it (<c>channelData.clientActivityID</c>): who sends it again changes nothing.</param>
    public sealed record Message(string Text, string? Key) : ClientActivity;

    /// <summary>A message with links to files in place of the files: nobody fetches what a visitor points to. Its text is taken.</summary>
    public sealed record WithLinks(string? Text, string? Key) : ClientActivity;

    public sealed record Typing(bool Started) : ClientActivity;

    public sealed record End : ClientActivity;

    /// <summary>An event that is nothing to the contact centre, such as Web Chat's <c>webchat/join</c>.</summary>
    public sealed record Ignored : ClientActivity;
}

/// <summary>What a client says beside uploaded files.</summary>
internal sealed record Beside(string? Text, string? Key);

/// <summary>What a client gives to open a conversation.</summary>
internal sealed record Start(string? UserId, string? Nickname, string? Subject, string? Endpoint, ImmutableSortedDictionary<string, string> UserData);
