using System.Collections.Immutable;
using CustomerChat.Files;

namespace CustomerChat.Chats;

/// <content>What the customer and the relay write into a chat.</content>
public sealed partial record Chat
{
    /// <summary>Appends a text of the customer. Only an open chat accepts a text.</summary>
    public (Chat Chat, ChatEntry Entry) Post(string text, DateTimeOffset now, string? clientId = null)
    {
        var (chat, entry) = Keep(text, now, clientId);
        return (chat with { Unechoed = Unechoed.Add(entry.Index) }, entry);
    }

    /// <summary>Appends a text of the customer that is not to be sent, because the chat accepts no more: the text and its files become a dead letter.</summary>
    public (Chat Chat, ChatEntry Entry) PostRejected(string text, DateTimeOffset now, string? clientId = null, ImmutableArray<FileReference> files = default)
    {
        var (chat, entry) = Keep(text, now, clientId);
        return ((chat with { NotTaken = NotTaken.Add(entry.Index) }).Await(entry.Index, files), entry);
    }

    /// <summary>Appends a text from the relay itself to the customer, such as a welcome or a closing text.</summary>
    public (Chat Chat, ChatEntry Entry) SayToCustomer(string text, DateTimeOffset now) =>
        (this with { NextIndex = NextIndex + 1 },
            new ChatEntry { Index = NextIndex, Type = EntryType.Notice, From = new Participant("", "", ParticipantType.External), Text = text, At = now });

    /// <summary>
    /// Appends a text from the relay itself to the agent. The contact centre gets it like the customer's texts and in order with them; the
    /// customer's channel does not get it.
    /// </summary>
    public (Chat Chat, ChatEntry Entry) SayToAgent(string text, DateTimeOffset now)
    {
        var entry = new ChatEntry { Index = NextIndex, Type = EntryType.Notice, From = Customer, Text = text, At = now };
        return (
            this with
            {
                NextIndex = NextIndex + 1,
                Unechoed = Unechoed.Add(entry.Index),
                DeliveredThrough = HasUndelivered ? DeliveredThrough : entry.Index,
            },
            entry);
    }

    private (Chat Chat, ChatEntry Entry) Keep(string text, DateTimeOffset now, string? clientId)
    {
        if (State == ChatState.Idle)
        {
            throw new InvalidOperationException("The chat has ended.");
        }

        var entry = new ChatEntry { Index = NextIndex, Type = EntryType.Text, From = Customer, Text = text, At = now, ClientId = clientId, Chosen = Chosen(text) };
        return (
            this with
            {
                NextIndex = NextIndex + 1,
                LastActivityAt = now,
                CustomerWroteAt = now,
                CustomerWroteId = clientId,
                DeliverAfter = HeldSince is null ? DeliverAfter : null,
                HeldSince = null,

                // The channel need not deliver the customer's own text back to the customer.
                DeliveredThrough = HasUndelivered ? DeliveredThrough : entry.Index,
            },
            entry);
    }
}
