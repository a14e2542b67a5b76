using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;

namespace CustomerChat.Channels.Telegram;

/// <summary>An update of the Bot API (https://core.telegram.org/bots/api#update) as a message. Pure.</summary>
internal static class TelegramParser
{
    private static readonly string[] Media = ["photo", "video", "animation", "audio", "voice", "video_note", "document", "sticker"];

    public static InboundResult Read(Loose update, Person person)
    {
        if (update["update_id"].Text is not { } id)
        {
            return new InboundResult.Malformed();
        }

        var (message, edited, callback) = (update["message"], update["edited_message"], update["callback_query"]);
        var (content, from, text) = message.Exists ? (message, message["from"], Text(message))
            : edited.Exists ? (edited, edited["from"], Described.Media("edited", Text(edited)))
            : (callback["message"], callback["from"], callback["data"].Text ?? Described.Media("button"));
        return content["chat"]["id"].Text is { } chat
            ? new InboundResult.Received([person.Message(chat, Name(from), id, text, ("username", from["username"].Text), ("language", from["language_code"].Text))], [])
            : new InboundResult.Received([], []);
    }

    private static string? Name(Loose from)
    {
        var name = string.Join(' ', new[] { from["first_name"].Text, from["last_name"].Text }.OfType<string>());
        return name.Length > 0 ? name : from["username"].Text;
    }

    private static string Text(Loose message)
    {
        if (message["text"].Text is { } text)
        {
            return text;
        }

        if (message["location"].Exists)
        {
            return Described.Location(message["location"]["latitude"].Text, message["location"]["longitude"].Text, message["venue"]["title"].Text);
        }

        if (message["contact"] is { Exists: true } contact)
        {
            return Described.Media("contact", $"{contact["first_name"].Text} {contact["last_name"].Text}".Trim(), contact["phone_number"].Text);
        }

        var kind = Media.FirstOrDefault(k => message[k].Exists);
        return kind is null
            ? Described.Media("message without text")
            : Described.Media(kind, message["caption"].Text ?? message[kind]["file_name"].Text ?? message[kind]["emoji"].Text);
    }
}
