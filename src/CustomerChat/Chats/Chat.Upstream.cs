using System.Collections.Immutable;

namespace CustomerChat.Chats;

/// <content>What a chat and the contact centre know of each other.</content>
public sealed partial record Chat
{
    /// <summary>The most participants that are kept; more are nobody's to look at.</summary>
    public const int MaxParticipants = 100;

    /// <summary>Takes the right to send all that waits, or to open the chat upstream.</summary>
    public Chat TakeLease(SendLease lease) =>
        this with { Lease = lease, AttemptedThrough = Math.Max(AttemptedThrough, Unechoed.IsEmpty ? 0 : Unechoed[^1]) };

    /// <summary>Takes in the state upstream. Idle is not taken here: see <see cref="End"/>.</summary>
    public Chat Observe(ChatState state, ImmutableArray<Participant> participants)
    {
        var chat = State == ChatState.Idle || state == ChatState.Idle || state == State ? this : this with { State = state };
        participants = participants.IsDefaultOrEmpty ? [] : [.. participants.Take(MaxParticipants).Select(p => p.Bounded())];
        return participants.IsEmpty || participants.SequenceEqual(chat.Participants) ? chat : chat with { Participants = participants };
    }

    /// <summary>The messages hold nothing but what the customer wrote here, come back: no entry comes of them.</summary>
    public bool AreEchoes(IEnumerable<UpstreamMessage> messages) =>
        messages.Where(m => m.Index >= NextUpstreamIndex).All(m => m.IsCustomersText || m.IsCustomersTyping);

    /// <summary>
    /// Whether messages from upstream hold more texts of the customer than this head knows to have been sent: then another
    /// process has posted since it was read.
    /// </summary>
    public bool HoldsForeign(IEnumerable<UpstreamMessage> messages) =>
        messages.Count(m => m.Index >= NextUpstreamIndex && m.IsCustomersText) > Unechoed.Count(i => i <= Math.Max(SentThrough, AttemptedThrough));

    /// <summary>
    /// Takes in messages from upstream, read at <paramref name="readAt"/>, as far as one commit holds them: the same call on the next head
    /// goes on where this one stopped. The customer's own texts are matched to ours by order, not by text: an echo means that ours went in.
    /// The rest is appended. What was taken in before is passed over.
    /// </summary>
    /// <param name="messages">What was read, by ascending index.</param>
    /// <param name="readAt">When the read began.</param>
    /// <param name="now">The time of the new entries.</param>
    /// <param name="room">What one commit holds; null = everything.</param>
    public Received Receive(IEnumerable<UpstreamMessage> messages, DateTimeOffset readAt, DateTimeOffset now, CommitRoom? room = null)
    {
        var chat = this;
        var entries = ImmutableArray.CreateBuilder<ChatEntry>();
        foreach (var message in messages.Where(m => m.Index >= NextUpstreamIndex))
        {
            if (message.IsCustomersText)
            {
                chat = chat.Past(message).Echoed();
            }
            else if (message.IsCustomersTyping)
            {
                chat = chat.Past(message);
            }
            else
            {
                chat = chat.Append(message, now, room, entries);
                if (chat.NextUpstreamIndex <= message.Index)
                {
                    return new(chat, entries.DrainToImmutable(), More: true);
                }
            }
        }

        // Only when everything that was there is in, a lease in doubt can be settled.
        return new(chat.Settle(readAt), entries.DrainToImmutable(), More: false);
    }

    /// <summary>Appends a message's entries while there is room; when all of them are in, the cursor goes on to the next message.</summary>
    private Chat Append(UpstreamMessage message, DateTimeOffset now, CommitRoom? room, ImmutableArray<ChatEntry>.Builder entries)
    {
        var chat = this;
        var offset = message.Index == NextUpstreamIndex ? NextUpstreamOffset : 0;
        do
        {
            if (message.ToEntry(chat.NextIndex, offset, now, room) is not { } entry)
            {
                return chat with { NextUpstreamIndex = message.Index, NextUpstreamOffset = offset };
            }

            entries.Add(entry);
            room?.Take(entry);
            offset += entry.Text?.Length ?? 0;
            chat = chat with { NextIndex = entry.Index + 1, LastActivityAt = message.IsTyping ? chat.LastActivityAt : now };
        }
        while (offset < (message.Words?.Length ?? 0));
        return chat.Past(message);
    }

    private Chat Past(UpstreamMessage message) => this with { NextUpstreamIndex = message.Index + 1, NextUpstreamOffset = 0 };

    private Chat Echoed()
    {
        // A customer's text that none of ours can be is not ours to count: counting it would lose one of ours.
        if (Unechoed.IsEmpty || Unechoed[0] > Math.Max(SentThrough, AttemptedThrough))
        {
            return this;
        }

        var chat = Sent(Unechoed[0]) with { Unechoed = Unechoed.RemoveAt(0) };
        return chat.HasAttempted ? chat : chat with { Lease = null };
    }

    /// <summary>Some entry may have been sent but was neither confirmed nor seen.</summary>
    private bool HasAttempted => Unechoed.Any(i => i > SentThrough && i <= AttemptedThrough);

    private Chat Settle(DateTimeOffset readAt) =>
        Lease is { } lease && UpstreamPath is not null && readAt >= lease.Until ? this with { Lease = null } : this;
}
