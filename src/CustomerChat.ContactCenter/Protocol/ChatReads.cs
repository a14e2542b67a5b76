namespace CustomerChat.ContactCenter.Protocol;

/// <summary>
/// How the contact centre has answered the two reads of one chat, GetChat and GetMessages, since the last one that went well.
/// A contact centre that was restarted does not know its chats any more. Some servers say so by 404 or status code 6, which counts at once; others
/// by an answer that means something else elsewhere (400 and plain text). Such an answer to a read of the chat's own path, which
/// was good before, counts only when both reads get it again and again: a gateway that is unwell for a moment ends no chat.
/// </summary>
/// <param name="State">How many times in a row GetChat was denied.</param>
/// <param name="Messages">How many times in a row GetMessages was denied.</param>
/// <param name="First">From when on both were denied; the first denial while it was only one of them.</param>
/// <param name="Last">The last of them.</param>
internal sealed record ChatReads(int State, int Messages, DateTimeOffset First, DateTimeOffset Last)
{
    /// <summary>Both reads must be denied so often in a row, counting the two of the poll under way as one, whichever is answered first.</summary>
    public const int Denials = 4;

    /// <summary>
    /// From when on both are denied to the last denial at least this. Failed polls follow each other after 1, 2, 4, 8 s with up to half less: so it is over 6 to 15 s
    /// after the first.
    /// </summary>
    public static readonly TimeSpan Span = TimeSpan.FromSeconds(6);

    /// <summary>Denials that are further apart have nothing to do with each other: an open chat is polled every 30 s.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);

    /// <summary>The contact centre does not know the chat any more.</summary>
    public bool AreOfAForgottenChat => Math.Max(State, Messages) >= Denials && Math.Min(State, Messages) >= Denials - 1 && Last - First >= Span;

    /// <summary>What is known after one more denial. Pure.</summary>
    public static ChatReads AfterDenial(ChatReads? before, bool ofMessages, DateTimeOffset now)
    {
        var known = before is null || now - before.Last > Apart ? new ChatReads(0, 0, now, now) : before;
        var next = ofMessages ? known with { Messages = known.Messages + 1, Last = now } : known with { State = known.State + 1, Last = now };
        return Math.Min(known.State, known.Messages) == 0 ? next with { First = now } : next;
    }
}
