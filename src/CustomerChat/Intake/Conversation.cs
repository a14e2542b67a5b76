using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace CustomerChat.Intake;

/// <summary>The chats of one customer on one account, as found by one of the customer's addresses.</summary>
/// <param name="Chats">The ids of the chats: first the current one, then the last few before it. A late duplicate may belong to one of them.</param>
/// <param name="Version">The version that a claim must name; null = the conversation does not exist yet.</param>
public sealed record Conversation(ImmutableArray<string> Chats, string? Version)
{
    /// <summary>How many chats are remembered. Meta repeats a webhook for up to 7 days.</summary>
    public const int Remembered = 10;

    public static Conversation None { get; } = new([], null);

    /// <summary>
    /// The key under which the conversation is stored (<see cref="IConversations.Key"/>): that of the address itself, or of another address
    /// of the same customer; null = it is not stored yet.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>The keys of the customer's other addresses. They lead to this conversation too.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>The keys of the customer's former addresses.</summary>
    public ImmutableArray<string> Former { get; init; } = [];

    /// <summary>The customer has given this address up. The chats are only remembered for duplicates and reports; none of them is current.</summary>
    public bool IsFormer { get; init; }

    /// <summary>
    /// Digests of the ids of the last messages that needed no action, the newest first. If such a message is delivered again, it still
    /// needs no action.
    /// </summary>
    public ImmutableArray<string> Passed { get; init; } = [];

    /// <summary>How many such messages are remembered.</summary>
    public const int PassedRemembered = 20;

    /// <summary>Whether the message came before and needed no action.</summary>
    public bool HasPassed(string messageId) => Passed.Contains(Digest(messageId));

    /// <summary>Adds a message that needed no action.</summary>
    public Conversation Pass(string messageId) => this with { Passed = [Digest(messageId), .. Passed.Take(PassedRemembered - 1)] };

    /// <summary>Only a digest is kept, because a provider's id may contain the customer's number.</summary>
    private static string Digest(string messageId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)).AsSpan(0, 16));
}
