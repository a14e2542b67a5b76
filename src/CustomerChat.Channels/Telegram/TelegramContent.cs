using System.Collections.Immutable;
using System.Globalization;
using CustomerChat.Channels.Http;
using CustomerChat.Channels.Inbound;
using CustomerChat.Files;

namespace CustomerChat.Channels.Telegram;

/// <summary>What is in a message of the Bot API (https://core.telegram.org/bots/api#message). Pure.</summary>
internal static class TelegramContent
{
    private static readonly string[] Media =
        ["animation", "photo", "live_photo", "video", "audio", "voice", "video_note", "document", "sticker"];

    /// <summary>The fields that every message has, beside what was sent.</summary>
    private static readonly HashSet<string> Envelope =
    [
        "message_id", "message_thread_id", "direct_messages_topic", "from", "sender_chat", "sender_boost_count", "sender_business_bot", "sender_tag", "date",
        "business_connection_id", "chat", "forward_origin", "forward_from", "forward_from_chat", "forward_date", "forward_sender_name", "forward_from_message_id",
        "forward_signature", "is_topic_message", "is_automatic_forward", "reply_to_message", "external_reply", "quote", "reply_to_story",
        "reply_to_checklist_task_id", "via_bot", "edit_date", "has_protected_content", "is_from_offline", "is_paid_post", "media_group_id", "author_signature",
        "paid_star_count", "entities", "link_preview_options", "suggested_post_info", "effect_id", "caption", "caption_entities", "show_caption_above_media",
        "has_media_spoiler", "reply_markup",
    ];

    /// <summary>Notes that the app itself puts into a chat.</summary>
    private static readonly string[] Services =
    [
        "new_chat_members", "new_chat_member", "new_chat_participant", "left_chat_member", "left_chat_participant", "new_chat_title", "new_chat_photo",
        "delete_chat_photo", "group_chat_created", "supergroup_chat_created", "channel_chat_created", "message_auto_delete_timer_changed",
        "migrate_from_chat_id", "pinned_message", "connected_website", "write_access_allowed", "proximity_alert_triggered", "boost_added",
        "chat_background_set", "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden",
        "general_forum_topic_unhidden", "giveaway_created", "giveaway_completed", "video_chat_scheduled", "video_chat_started", "video_chat_ended",
        "video_chat_participants_invited", "voice_chat_scheduled", "voice_chat_started", "voice_chat_ended", "voice_chat_participants_invited",
        "paid_message_price_changed", "direct_message_price_changed", "chat_owner_left", "chat_owner_changed", "suggested_post_approved",
        "suggested_post_approval_failed", "suggested_post_declined", "suggested_post_paid", "suggested_post_refunded",
    ];

    public static bool IsService(LenientJson message) => message["text"].Text is null && Services.Any(s => message[s].Exists);

    public static ImmutableArray<InboundContent> Of(LenientJson message)
    {
        if (message["text"].Text is { } text)
        {
            return [new InboundContent.Text(WithLinks(text, message["entities"]))];
        }

        if (Media.FirstOrDefault(k => message[k].Exists) is { } media)
        {
            var caption = message["caption"].Text is { } words ? WithLinks(words, message["caption_entities"]) : null;
            return [File(media, message[media], caption)];
        }

        if (message["location"] is { Exists: true } place)
        {
            var venue = message["venue"];
            var name = string.Join(", ", new[] { venue["title"].Text, venue["address"].Text, place["live_period"].Exists ? "(moves)" : null }.OfType<string>());
            return [new InboundContent.Location(place["latitude"].Text, place["longitude"].Text, name)];
        }

        if (message["contact"] is { Exists: true } contact)
        {
            var name = $"{contact["first_name"].Text} {contact["last_name"].Text}".Trim();
            return [new InboundContent.Contact(name, contact["phone_number"].Text is { } number ? [number] : [])];
        }

        if (message["poll"] is { Exists: true } poll)
        {
            return [new InboundContent.Choices("poll", poll["question"].Text, [.. poll["options"].Items.Select(o => o["text"].Text).OfType<string>()])];
        }

        if (message["checklist"] is { Exists: true } list)
        {
            return [new InboundContent.Choices("checklist", list["title"].Text, [.. list["tasks"].Items.Select(t => t["text"].Text).OfType<string>()])];
        }

        if (message["web_app_data"] is { Exists: true } data)
        {
            return [Form.Read(data["button_text"].Text, data["data"].Text)];
        }

        // A kind of message that the relay does not know yet: its field is the first one outside the envelope.
        var (kind, content) = message.Properties.FirstOrDefault(p => !Envelope.Contains(p.Name) && p.Value.Exists);
        InboundContent?[] found =
        [
            kind is null ? null : InboundContent.Unknown.Of(kind, content),
            message["caption"].Text is { } below ? new InboundContent.Text(below) : null,
        ];
        return [.. found.OfType<InboundContent>()];
    }

    /// <summary>
    /// A photo comes in several sizes, the largest last. A live photo and an animation are a picture or a film with more fields. An
    /// animated sticker is not a file that people can open.
    /// </summary>
    private static InboundContent.File File(string media, LenientJson content, string? caption)
    {
        var file = media == "photo" ? content.Items.LastOrDefault() : content;
        var id = content["is_animated"].IsTrue ? null : file["file_id"].Text;
        return new InboundContent.File(media, caption, content["file_name"].Text ?? content["title"].Text ?? content["emoji"].Text)
        {
            Reference = id is null ? null : new FileReference(media, id)
            {
                Name = file["file_name"].Text,
                Type = file["mime_type"].Text,
                Size = long.TryParse(file["file_size"].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null,
            },
        };
    }

    /// <summary>A message's text or caption, or else a description of what it holds; null when there is neither.</summary>
    public static string? Words(LenientJson message) =>
        message["text"].Text ?? message["caption"].Text
        ?? (message.Exists && Of(message) is { IsEmpty: false } contents ? InboundText.Of(new InboundEvent("", null, "", contents)) : null);

    /// <summary>Words may hide a link: its address is written after them. Offsets count UTF-16 units, as strings here do.</summary>
    private static string WithLinks(string text, LenientJson entities)
    {
        foreach (var link in entities.Items.Where(e => e["type"].Text == "text_link").Reverse())
        {
            if (link["url"].Text is { } url
                && int.TryParse(link["offset"].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                && int.TryParse(link["length"].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                && (long)offset + length <= text.Length
                && !text.AsSpan(offset, length).Contains(url, StringComparison.Ordinal))
            {
                text = text.Insert(offset + length, $" ({url})");
            }
        }

        return text;
    }
}
