using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace CustomerChat.Intake;

/// <summary>The chats of an address.</summary>
/// <param name="Chats">The current one first, then the last few before it: a late duplicate may belong to one of them.</param>
/// <param name="Version">The version that a claim must name; null = there is none yet.</param>
public sealed record Conversation(ImmutableArray<string> Chats, string? Version)
{
    /// <summary>How many chats are remembered. Meta repeats a webhook for up to 7 days.</summary>
    public const int Remembered = 10;

    public static Conversation None { get; } = new([], null);

    /// <summary>Where it is kept (<see cref="IConversations.Key"/>): under the address itself, or under another one of the same person.</summary>
    public string? Key { get; init; }

    /// <summary>The keys of the person's other addresses, which lead here too.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>The keys of addresses that the person had before.</summary>
    public ImmutableArray<string> Former { get; init; } = [];

    /// <summary>The person has another address now: the chats are only remembered for duplicates and reports, and none is current.</summary>
    public bool IsFormer { get; init; }

    /// <summary>Digests of the ids of messages for which there was nothing to do, the last ones: delivered again, there is still nothing to do.</summary>
    public ImmutableArray<string> Passed { get; init; } = [];

    /// <summary>How many such messages are remembered.</summary>
    public const int PassedRemembered = 20;

    /// <summary>There was nothing to do for the message when it came first.</summary>
    public bool HasPassed(string messageId) => Passed.Contains(Digest(messageId));

    /// <summary>The conversation with one more message for which there is nothing to do.</summary>
    public Conversation Pass(string messageId) => this with { Passed = [Digest(messageId), .. Passed.Take(PassedRemembered - 1)] };

    /// <summary>A provider's id may hold a number of its customer.</summary>
    private static string Digest(string messageId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)).AsSpan(0, 16));
}
