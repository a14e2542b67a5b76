using System.Collections.Immutable;
using System.Globalization;
using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Files;

namespace CustomerChat.Intake;

/// <summary>A customer's message from a channel, proved to come from the channel's provider.</summary>
/// <param name="From">The customer's address.</param>
/// <param name="ContactCenterId">The contact centre that serves the account.</param>
/// <param name="Id">The provider's id of the message. It is the same if the message is delivered again.</param>
/// <param name="Text">The text, or a text that describes a picture, a place or a button to the agent.</param>
/// <param name="Nickname">The customer's name, if the provider gives it; else the address.</param>
/// <param name="Subject">The subject of the chat: it names the channel.</param>
public sealed record InboundMessage(ChannelAddress From, string ContactCenterId, string Id, string Text, string Nickname, string Subject)
{
    /// <summary>What the agent learns about the customer.</summary>
    public ImmutableSortedDictionary<string, string> UserData { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The message is a word by which the customer ends the chat.</summary>
    public bool EndsChat { get; init; }

    /// <summary>
    /// False: the message needs no answer (a reaction, a deleted message, a notice of the provider). It is posted to an open chat, and
    /// opens none.
    /// </summary>
    public bool OpensChat { get; init; } = true;

    /// <summary>
    /// The text that an operator wrote first and that this message answers; null = none. The new chat begins with it. The customer has it
    /// already.
    /// </summary>
    public string? FirstWords { get; init; }

    /// <summary>The earlier message that this message is about; null = none.</summary>
    public MessageReference? About { get; init; }

    /// <summary>What the message says about the customer's consent to messages; null = nothing.</summary>
    public ConsentSignal? Consent { get; init; }

    /// <summary>Other addresses of the same customer on the same account. Each of them leads to the conversation.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>Former addresses of the customer. The conversation moves to <see cref="From"/>.</summary>
    public ImmutableArray<string> FormerAddresses { get; init; } = [];

    /// <summary>The files of the message, to be fetched from the provider.</summary>
    public ImmutableArray<FileReference> Files { get; init; } = [];

    /// <summary>
    /// The text for the agent if the <see cref="Files"/> are fetched; null = there are no files. <see cref="Text"/> is used if the relay
    /// does not accept files.
    /// </summary>
    public string? TextBeside { get; init; }

    /// <summary>
    /// A customer's text of an ended chat, as a message for the next chat. The files that the relay has become links; the others are still
    /// to be fetched.
    /// </summary>
    public static InboundMessage Again(Chat chat, ChatEntry entry, string id, ImmutableArray<FileReference> files, IFileLinks links) =>
        new(chat.Channel!, chat.ContactCenterId, id, FileText.ForAgent(chat.Id, entry, links), chat.Nickname, chat.Subject)
        {
            UserData = chat.UserData.SetItem(CarriedFrom, chat.Id),
            Files = files,
        };

    /// <summary>The id of a text that a chat takes over from an earlier one.</summary>
    public static string CarriedId(string chatId, long index) => string.Create(CultureInfo.InvariantCulture, $"{CarriedPrefix}{chatId}-{index}");

    /// <summary>The id of a text that an operator replays.</summary>
    public static string ReplayId(string chatId, long index) => string.Create(CultureInfo.InvariantCulture, $"{ReplayPrefix}{chatId}-{index}");

    /// <summary>Whether an id is from <see cref="CarriedId"/> or <see cref="ReplayId"/>.</summary>
    public static bool IsAgain(string? id) => new[] { CarriedPrefix, ReplayPrefix }.Any(
        prefix => id?.StartsWith(prefix, StringComparison.Ordinal) is true && id.Length > prefix.Length + 37 && ChatIds.IsWellFormed(id[prefix.Length..(prefix.Length + 36)]));

    private const string CarriedPrefix = "carried-";
    private const string ReplayPrefix = "replay-";

    /// <summary>The key in the user data of a chat that an operator's text began. The value is that text.</summary>
    public const string Outreach = "outreach";

    /// <summary>
    /// The key in the user data of a chat that took over texts from an earlier chat that could no longer send them. The value is the
    /// earlier chat's id.
    /// </summary>
    public const string CarriedFrom = "carriedFrom";
}
