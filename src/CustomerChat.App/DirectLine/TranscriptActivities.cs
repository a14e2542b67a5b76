using System.Collections.Immutable;
using System.Globalization;
using CustomerChat.Chats;
using CustomerChat.Files;

namespace CustomerChat.App.DirectLine;

/// <summary>Transcript entries as Direct Line's activities. Pure.</summary>
internal static class TranscriptActivities
{
    /// <summary>
    /// The most entries of one answer. The client gets the rest with the watermark. Direct Line's usual client hands out one activity for
    /// each tick of a timer (4 ms and more in a browser), and mixes two answers that overlap. It has handed out 100 activities before its
    /// next poll, a second later.
    /// </summary>
    public const int Most = 100;

    /// <summary>An activity's id: the conversation and the index in its transcript.</summary>
    public static string Id(string conversationId, long index) => string.Create(CultureInfo.InvariantCulture, $"{conversationId}|{index:D7}");

    /// <summary>The activities after a watermark. Entries that only agents may read are left out.</summary>
    /// <param name="entries">The chat's entries after the watermark, in order, at most <see cref="Most"/>.</param>
    /// <param name="userId">The customer's id in the client's activities.</param>
    /// <param name="links">Makes the links to files; null = there are none.</param>
    /// <param name="linked">The files that agents have sent as links, by the index of the entry; null = there are none.</param>
    /// <param name="saysEnd">The end of the chat is a message, because Web Chat shows an <c>endOfConversation</c> as an error.</param>
    public static ActivitySet After(
        Chat chat, ImmutableArray<ChatEntry> entries, Watermark after, string userId, IFileLinks? links = null, IReadOnlyDictionary<long, LinkedFile>? linked = null, bool saysEnd = false)
    {
        var activities = entries.Where(e => !e.IsForAgent).Select(e => Activity(chat.Id, e, userId, links, linked?.GetValueOrDefault(e.Index))).ToList();
        var through = entries.IsEmpty ? after.Index : entries[^1].Index;
        var ended = chat.State == ChatState.Idle && through >= chat.LastIndex;
        if (ended && !after.Ended)
        {
            activities.Add(new Activity(saysEnd ? "message" : "endOfConversation", $"{chat.Id}|ended", chat.EndedAt ?? chat.LastActivityAt, new ChannelAccount("relay", null, "channel"), new ConversationAccount(chat.Id))
            {
                Text = saysEnd ? "The chat has ended." : null,
                Code = CodeOf(chat.EndReason),
            });
        }

        return new ActivitySet(activities, new Watermark(through, ended || after.Ended).ToString());
    }

    /// <summary>
    /// Direct Line's codes (https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference, endOfConversation).
    /// <c>botTimedOut</c> tells the panel that nobody answered, so it offers to take a message.
    /// </summary>
    private static string CodeOf(EndReason? reason) => reason switch
    {
        EndReason.Customer or EndReason.ContactCenter => "completedSuccessfully",
        EndReason.NoAgent => "botTimedOut",
        _ => "unknown",
    };

    private static Activity Activity(string conversationId, ChatEntry entry, string userId, IFileLinks? links, LinkedFile? linked)
    {
        var type = entry.Type switch
        {
            EntryType.Text or EntryType.Notice or EntryType.CustomNotice or EntryType.PushUrl => "message",
            EntryType.TypingStarted => "typing",
            _ => "event",
        };
        var activity = new Activity(type, Id(conversationId, entry.Index), entry.At, From(entry, userId), new ConversationAccount(conversationId));
        return type switch
        {
            "message" => Message(activity, entry, Attachments(conversationId, entry, links, linked), linked),
            "event" => activity with { Name = Name(entry.Type), Value = new EventValue(entry.From.Nickname, entry.From.Type.ToString(), entry.Text) },
            _ => activity,
        };
    }

    /// <summary>
    /// A file replaces the entry's text, which is only the file's name or the link to it. The format is plain: markup in a text stays text.
    /// </summary>
    private static Activity Message(Activity activity, ChatEntry entry, IReadOnlyList<AttachmentReply>? attachments, LinkedFile? linked) => activity with
    {
        Text = attachments is null ? entry.Url ?? entry.Text : linked?.Caption,
        Attachments = attachments,
        TextFormat = "plain",
        SuggestedActions = entry.Choices.IsEmpty ? null : new([.. entry.Choices.Select(c => new SuggestedAction("imBack", c.Title, c.Title))]),
        ChannelData = entry.ClientId is null ? null : new ClientData(entry.ClientId),
    };

    private static IReadOnlyList<AttachmentReply>? Attachments(string conversationId, ChatEntry entry, IFileLinks? links, LinkedFile? linked) =>
        linked is not null ? [new(linked.Type.Media, linked.Link.AbsoluteUri, linked.Name)]
        : entry.Files.IsEmpty || links is not { IsOn: true } ? null
        : [.. entry.Files.Select((f, i) => new AttachmentReply(f.Type, links.LinkTo(conversationId, entry, i)!, f.Name))];

    private static string Name(EntryType type)
    {
        var name = type.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private static ChannelAccount From(ChatEntry entry, string userId) => entry.From.Type switch
    {
        ParticipantType.Customer => new ChannelAccount(userId, entry.From.Nickname, "user"),
        ParticipantType.Agent => new ChannelAccount($"agent-{entry.From.ParticipantId}", entry.From.Nickname, "bot"),
        _ => new ChannelAccount("contact-centre", entry.From.Nickname is { Length: > 0 } name ? name : null, "bot"),
    };
}
