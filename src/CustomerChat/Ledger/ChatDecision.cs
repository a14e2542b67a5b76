namespace CustomerChat.Ledger;

/// <summary>What is decided about a chat: a <see cref="ChatChange"/>, nothing, or no.</summary>
public abstract record ChatDecision
{
    /// <summary>The chat is as it should be.</summary>
    public static readonly ChatDecision Nothing = new Leave();

    /// <summary>What was asked for is not done. It counts only on a head that was read for it: on an older one it is decided again.</summary>
    public static ChatDecision No(Refusal why) => new Refuse(why);

    internal sealed record Leave : ChatDecision;

    internal sealed record Refuse(Refusal Why) : ChatDecision;
}
