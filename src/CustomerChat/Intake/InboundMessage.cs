using System.Collections.Immutable;
using System.Globalization;
using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Files;

namespace CustomerChat.Intake;

/// <summary>What a customer wrote through a channel, proved to come from its provider.</summary>
/// <param name="From">Who wrote.</param>
/// <param name="ContactCenterId">The contact centre that serves the account.</param>
/// <param name="Id">The provider's id of the message: the same when it is delivered again.</param>
/// <param name="Text">What was written, or what an agent can use of a picture, a place, a button.</param>
/// <param name="Nickname">The customer's name, as far as the provider tells.</param>
/// <param name="Subject">What the chat is about: the channel.</param>
public sealed record InboundMessage(ChannelAddress From, string ContactCenterId, string Id, string Text, string Nickname, string Subject)
{
    /// <summary>Who it is, for the agent.</summary>
    public ImmutableSortedDictionary<string, string> UserData { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>It is a word by which the customer ends the chat.</summary>
    public bool EndsChat { get; init; }

    /// <summary>
    /// False: it needs no answer of its own (a reaction, a message taken back, a notice of the provider). It is told in the
    /// chat that is open, and opens none.
    /// </summary>
    public bool OpensChat { get; init; } = true;

    /// <summary>The words by which an operator wrote first, and which this answers: the new chat begins with them. The customer has them.</summary>
    public string? FirstWords { get; init; }

    /// <summary>The earlier message that it is about.</summary>
    public MessageReference? About { get; init; }

    /// <summary>What it says about the customer's consent to messages; null = nothing.</summary>
    public ConsentSignal? Consent { get; init; }

    /// <summary>Other addresses of the same person at the same account: each of them leads to the conversation.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>Addresses that the person had before and has no more: the conversation moves to <see cref="From"/>.</summary>
    public ImmutableArray<string> FormerAddresses { get; init; } = [];

    /// <summary>Files that it brings, to be fetched from the provider.</summary>
    public ImmutableArray<FileReference> Files { get; init; } = [];

    /// <summary>What an agent reads beside <see cref="Files"/>; null = there are none. <see cref="Text"/> is for where files are not taken.</summary>
    public string? TextBeside { get; init; }

    /// <summary>What the chat's customer wrote, for a chat that comes after this one; its files by links.</summary>
    public static InboundMessage Again(Chat chat, ChatEntry entry, string id, IFileLinks links) =>
        new(chat.Channel!, chat.ContactCenterId, id, FileText.ForAgent(chat.Id, entry, links), chat.Nickname, chat.Subject)
        {
            UserData = chat.UserData.SetItem(CarriedFrom, chat.Id),
            Files = [.. chat.PendingFiles.Where(f => f.Index == entry.Index).Select(f => f.Reference)],
        };

    /// <summary>The id of an entry that a chat takes over from another.</summary>
    public static string CarriedId(string chatId, long index) => string.Create(CultureInfo.InvariantCulture, $"{CarriedPrefix}{chatId}-{index}");

    /// <summary>The id of an entry that an operator lets be said again.</summary>
    public static string ReplayId(string chatId, long index) => string.Create(CultureInfo.InvariantCulture, $"{ReplayPrefix}{chatId}-{index}");

    /// <summary>Whether an id is one of these two.</summary>
    public static bool IsAgain(string? id) => new[] { CarriedPrefix, ReplayPrefix }.Any(
        prefix => id?.StartsWith(prefix, StringComparison.Ordinal) is true && id.Length > prefix.Length + 37 && ChatIds.IsWellFormed(id[prefix.Length..(prefix.Length + 36)]));

    private const string CarriedPrefix = "carried-";
    private const string ReplayPrefix = "replay-";

    /// <summary>User data of a chat whose customer was written to first: what was written.</summary>
    public const string Outreach = "outreach";

    /// <summary>User data of a chat that took over words which the one before could not bring to anybody any more.</summary>
    public const string CarriedFrom = "carriedFrom";
}
