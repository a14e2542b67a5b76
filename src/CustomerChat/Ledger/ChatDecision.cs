namespace CustomerChat.Ledger;

/// <summary>What a caller decides about a chat: a <see cref="ChatChange"/>, nothing, or a refusal.</summary>
public abstract record ChatDecision
{
    /// <summary>The decision to change nothing.</summary>
    public static readonly ChatDecision Nothing = new Leave();

    /// <summary>
    /// The decision to refuse a request. A refusal only counts on a head that was read for it: on an older head, the ledger reads the head
    /// and asks for the decision again.
    /// </summary>
    public static ChatDecision No(Refusal why) => new Refuse(why);

    internal sealed record Leave : ChatDecision;

    internal sealed record Refuse(Refusal Why) : ChatDecision;
}
