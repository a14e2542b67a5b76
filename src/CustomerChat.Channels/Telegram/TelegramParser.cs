using System.Collections.Immutable;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Channels.Inbound;
using CustomerChat.Consent;
using CustomerChat.Intake;

namespace CustomerChat.Channels.Telegram;

/// <summary>Reads an update of the Bot API (https://core.telegram.org/bots/api#update) as a message. Pure.</summary>
internal static class TelegramParser
{
    public static InboundResult Read(LenientJson update, InboundMapper mapper)
    {
        if (update["update_id"].Text is not { } id)
        {
            return new InboundResult.Malformed();
        }

        var received = new WebhookContent(mapper);
        if (update["message"] is { Exists: true } message)
        {
            Read(message, id, received);
        }
        else if (update["edited_message"] is { Exists: true } edited)
        {
            ReadEdited(edited, id, received);
        }
        else if (update["callback_query"] is { Exists: true } callback)
        {
            Add(Callback(callback, id), received);
        }
        else if (update["message_reaction"] is { Exists: true } reaction)
        {
            Add(Reaction(reaction, id), received);
        }
        else if (update["my_chat_member"] is { Exists: true } member)
        {
            ReadMember(member, id, received);
        }
        else
        {
            received.Ignore(Ignored.OtherKind);
        }

        return received.Result;
    }

    private static void Read(LenientJson message, string id, WebhookContent received)
    {
        if (message["migrate_to_chat_id"].Text is { } moved)
        {
            // A group has become another one, with another id. From now on answers go to the new id.
            var old = message["chat"]["id"].Text;
            received.Add(new InboundEvent(moved, Name(message["from"]), id, new InboundContent.System("The group has another id now."))
            {
                FormerAddresses = old is null ? [] : [old],
            });
        }
        else if (TelegramContent.IsService(message))
        {
            received.Ignore(Ignored.Service);
        }
        else
        {
            Add(Event(message["chat"]["id"].Text, message["from"], id, TelegramContent.Of(message)) is { } happened
                ? happened with { About = ReplyTo(message), ForwardedFrom = ForwardedFrom(message["forward_origin"]) }
                : null, received);
        }
    }

    private static void ReadEdited(LenientJson edited, string id, WebhookContent received)
    {
        if (edited["location"].Exists)
        {
            received.Ignore(Ignored.LiveLocation);
        }
        else if (TelegramContent.Of(edited) is { IsEmpty: false } contents)
        {
            Add(Event(edited["chat"]["id"].Text, edited["from"], id, new InboundContent.Edit(contents)), received);
        }
        else
        {
            received.Ignore(Ignored.NothingNew);
        }
    }

    /// <summary>
    /// A pressed button. The button's message may be one that the provider no longer shows, or be missing: then the chat is the customer's
    /// private chat.
    /// </summary>
    private static InboundEvent? Callback(LenientJson callback, string id)
    {
        var message = callback["message"];
        var happened = Event(
            message["chat"]["id"].Text ?? callback["from"]["id"].Text, callback["from"], id,
            new InboundContent.Postback(null, callback["data"].Text ?? callback["game_short_name"].Text));
        return happened is not null && TelegramContent.Words(message) is { } asked ? happened with { About = new MessageReference(null, asked) } : happened;
    }

    private static InboundEvent? Reaction(LenientJson reaction, string id)
    {
        var emoji = reaction["new_reaction"].Items.Select(r => r["emoji"].Text ?? r["type"].Text).OfType<string>().ToList();
        var happened = Event(
            reaction["chat"]["id"].Text, reaction["user"], id, new InboundContent.Reaction(emoji.Count == 0 ? null : string.Join(' ', emoji)));
        return happened is null ? null : happened with { About = new MessageReference(reaction["message_id"].Text) };
    }

    /// <summary>In a private chat this says that the customer has blocked the bot, or lets it write again.</summary>
    private static void ReadMember(LenientJson member, string id, WebhookContent received)
    {
        var (notice, intent) = (member["chat"]["type"].Text, member["new_chat_member"]["status"].Text) switch
        {
            ("private", "kicked") => ("The customer has blocked this bot.", ConsentIntent.Stop),
            ("private", "member") => ("The customer has let this bot write again.", ConsentIntent.Start),
            _ => ((string?)null, default),
        };
        if (notice is null)
        {
            received.Ignore(Ignored.Service);
        }
        else
        {
            var happened = Event(member["chat"]["id"].Text, member["from"], id, new InboundContent.System(notice));
            Add(happened is null ? null : happened with { Consent = new ConsentSignal(intent, ConsentCause.Platform) }, received);
        }
    }

    private static void Add(InboundEvent? happened, WebhookContent received)
    {
        if (happened is null)
        {
            received.Ignore(Ignored.NoSender);
        }
        else
        {
            received.Add(happened);
        }
    }

    private static InboundEvent? Event(string? chat, LenientJson from, string id, params ImmutableArray<InboundContent> contents) => chat is null ? null
        : new InboundEvent(chat, Name(from), id, contents) { Data = [("username", from["username"].Text), ("language", from["language_code"].Text)] };

    private static string? Name(LenientJson from)
    {
        var name = string.Join(' ', new[] { from["first_name"].Text, from["last_name"].Text }.OfType<string>());
        return name.Length > 0 ? name : from["username"].Text ?? from["title"].Text;
    }

    /// <summary>
    /// What the provider shows of the message that is answered: the part that was marked, or else its words, or else a description of it.
    /// </summary>
    private static MessageReference? ReplyTo(LenientJson message)
    {
        var replied = message["reply_to_message"];
        var words = message["quote"]["text"].Text ?? TelegramContent.Words(replied);
        return words is not null || replied.Exists || message["external_reply"].Exists || message["reply_to_story"].Exists
            ? new MessageReference(replied["message_id"].Text, words ?? (message["reply_to_story"].Exists ? "[story]" : null))
            : null;
    }

    private static string? ForwardedFrom(LenientJson origin) => origin.Exists
        ? Name(origin["sender_user"]) ?? origin["sender_user_name"].Text ?? Name(origin["sender_chat"]) ?? Name(origin["chat"]) ?? ""
        : null;
}
