using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Intake;

namespace CustomerChat.Ledger;

/// <summary>Takes the measurements of a commit. Each commit is made once, by one process.</summary>
internal static class ChatMeasures
{
    /// <summary>Measures a commit that was made.</summary>
    /// <param name="before">The head before the commit; null = the chat is new.</param>
    /// <param name="after">The head after the commit.</param>
    public static void Take(Chat? before, Chat after, ImmutableArray<ChatEntry> entries)
    {
        var channel = after.Channel?.Channel ?? "web";

        // A customer has not opened a chat that holds only an operator's first text or a change of consent.
        if (before is null && after.EndReason is not (EndReason.Outreach or EndReason.Consent))
        {
            Telemetry.ChatsOpened.Add(1, new KeyValuePair<string, object?>("channel", channel));
        }

        if (before is { State: not ChatState.Idle } && after.State == ChatState.Idle)
        {
            Telemetry.ChatsEnded.Add(1, new("channel", channel), new("reason", after.EndReason?.ToString()));
        }

        foreach (var entry in entries)
        {
            if (DirectionOf(entry) is { } direction)
            {
                Telemetry.Messages.Add(1, new("direction", direction), new("channel", channel), new("account", after.Channel?.Account));
            }
        }
    }

    /// <summary>
    /// The direction of a message: up to the contact centre, or down to the customer; null = the entry is not a message, or it was counted
    /// before.
    /// </summary>
    private static string? DirectionOf(ChatEntry entry) => entry switch
    {
        { Type: EntryType.Text, IsOutgoing: true } => InboundMessage.IsAgain(entry.ClientId) ? null : "up",
        { Type: EntryType.Text or EntryType.PushUrl, From.Type: not ParticipantType.Customer } => "down",
        _ => null,
    };
}
