using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Files;
using CustomerChat.Turn;

namespace CustomerChat.Intake;

/// <summary>Puts texts that an ended chat could not send into its conversation's next chat.</summary>
public sealed class CarryOver(ConversationWriter conversations, ChatWriter writer, IFileLinks links) : ICarryOver
{
    public async Task<string?> CarryOverAsync(Chat chat, ImmutableArray<ChatEntry> entries, CancellationToken cancellationToken)
    {
        string? next = null;
        foreach (var entry in entries)
        {
            var message = InboundMessage.Again(chat, entry, InboundMessage.CarriedId(chat.Id, entry.Index), chat.FilesOf(entry.Index), links);
            (_, next) = await conversations.ReceiveAsync(
                message,
                async (chatId, center, part) => (await writer.PostAsync(chatId, center, part.Text, part.Key, lease: null, cancellationToken, part.Files)).Result,
                _ => Task.CompletedTask,
                cancellationToken);
        }

        return next;
    }
}
