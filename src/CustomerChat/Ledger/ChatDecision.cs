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
    /// <param name="why">Why the request is refused.</param>
    /// <param name="key">
    /// The request's idempotency key; null = it has none. A request that was carried out before is a duplicate, and not refused: it may be
    /// repeated after the chat has ended or has become full.
    /// </param>
    public static ChatDecision No(Refusal why, string? key = null) => new Refuse(why, key);

    internal sealed record Leave : ChatDecision;

    internal sealed record Refuse(Refusal Why, string? Key) : ChatDecision;
}
