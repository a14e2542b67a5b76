using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace CustomerChat.Channels.Accounts;

/// <summary>
/// The answers that a message offers, in the form of each channel's buttons. Null = the answers exceed the channel's limits, and the relay
/// sends the numbered text. Pure.
/// </summary>
internal static class Buttons
{
    /// <summary>The longest text beside buttons, in UTF-16 units.</summary>
    private const int WhatsAppQuestion = 1_024;

    /// <summary>
    /// Up to three buttons with titles of up to 20 characters, or a list of up to ten with titles of up to 24
    /// (https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-reply-buttons-messages).
    /// </summary>
    public static JsonObject? WhatsApp(string question, ImmutableArray<string> titles, string listTitle) => question.Length > WhatsAppQuestion || !AreShort(titles, 24) ? null
        : titles.Length <= 3 && AreShort(titles, 20) ? Interactive("button", question, new JsonObject
        {
            ["buttons"] = Array(titles, t => new JsonObject { ["type"] = "reply", ["reply"] = new JsonObject { ["id"] = t, ["title"] = t } }),
        })
        : titles.Length <= 10 ? Interactive("list", question, new JsonObject
        {
            ["button"] = listTitle,
            ["sections"] = new JsonArray(new JsonObject { ["rows"] = Array(titles, t => new JsonObject { ["id"] = t, ["title"] = t }) }),
        })
        : null;

    /// <summary>
    /// Up to 13 quick replies with titles of up to 20 characters
    /// (https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies).
    /// </summary>
    public static JsonArray? Messenger(ImmutableArray<string> titles) => titles.Length <= 13 && AreShort(titles, 20)
        ? Array(titles, t => new JsonObject { ["content_type"] = "text", ["title"] = t, ["payload"] = t })
        : null;

    /// <summary>
    /// A keyboard whose keys send their titles as messages (https://core.telegram.org/bots/api#replykeyboardmarkup). Unlike an inline
    /// button, a pressed key needs no answer from the bot.
    /// </summary>
    public static JsonObject Telegram(ImmutableArray<string> titles) =>
        new() { ["keyboard"] = Array(titles, t => new JsonArray(new JsonObject { ["text"] = t })), ["one_time_keyboard"] = true, ["resize_keyboard"] = true };

    private static JsonObject Interactive(string type, string question, JsonObject action) =>
        new() { ["type"] = type, ["body"] = new JsonObject { ["text"] = question }, ["action"] = action };

    private static JsonArray Array(ImmutableArray<string> titles, Func<string, JsonNode> make) => new([.. titles.Select(make)]);

    /// <summary>No title is cut: two cut titles could look the same, and the relay knows an answer by its whole title.</summary>
    private static bool AreShort(ImmutableArray<string> titles, int longest) =>
        titles.All(t => t.Length <= longest) && titles.Distinct(StringComparer.InvariantCultureIgnoreCase).Count() == titles.Length;
}
