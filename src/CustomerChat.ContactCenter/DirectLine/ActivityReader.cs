using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CustomerChat.Chats;
using CustomerChat.ContactCenter.Http;
using CustomerChat.Turn;

namespace CustomerChat.ContactCenter.DirectLine;

/// <summary>Converts Direct Line activities to messages. Pure.</summary>
/// <param name="userId">The customer's id in the conversation.</param>
/// <param name="handOver">How the chat is handed over. Null = it is not handed over; then everyone but the customer counts as an agent.</param>
internal sealed class ActivityReader(string userId, HandOverRule? handOver)
{
    /// <summary>The type of everyone but the customer. Where the settings have a hand-over, the other side is a bot, not an agent.</summary>
    private readonly ParticipantType _speaker = handOver is null ? ParticipantType.Agent : ParticipantType.External;

    private const int MaxKey = 40;

    private static readonly UpstreamMessage Nothing = new(0, EntryType.Notice, new("", "", ParticipantType.External)) { IsSilent = true };

    /// <summary>The messages of the activities, in their order, and the chat's state after them. A null state = the state does not change.</summary>
    public (ImmutableArray<UpstreamMessage> Messages, ChatState? State) Read(IEnumerable<Activity> activities)
    {
        var messages = ImmutableArray.CreateBuilder<UpstreamMessage>();
        ChatState? state = null;
        var answered = 0;
        foreach (var activity in activities)
        {
            var (parts, next) = Read(activity);
            var key = Key(activity);
            var isAfterTheEnd = state == ChatState.Idle;
            messages.AddRange(parts.Select((p, i) => p with { Key = i == 0 ? key : $"{key}#{i}", IsTooLate = isAfterTheEnd && p.IsCustomersText }));
            state = state == ChatState.Idle ? state : next ?? state;
            answered = parts.Any(p => !p.IsSilent && p.From.Type != ParticipantType.Customer) ? messages.Count : answered;
        }

        // Some bots go on after they have ended the conversation. A customer's text that comes before a bot's answer has been read, so it is not too late.
        for (var i = 0; i < answered; i++)
        {
            messages[i] = messages[i] with { IsTooLate = false };
        }

        return (messages.DrainToImmutable(), state);
    }

    /// <summary>Takes what can be read of an activity that does not have the expected form.</summary>
    public static Activity Salvage(JsonElement activity) => new()
    {
        Type = Text(activity, "type"),
        Id = Text(activity, "id"),
        Timestamp = Text(activity, "timestamp"),
        Text = Text(activity, "text"),
        From = Object(Property(activity, "from")) is { } from ? new(Text(from, "id"), Text(from, "name"), Text(from, "role")) : null,
        ChannelData = Property(activity, "channelData"),
    };

    private (IEnumerable<UpstreamMessage> Parts, ChatState? State) Read(Activity activity)
    {
        var data = Object(activity.ChannelData);


        // A bot may copy the customer's activity into its own, with our id in it. So our id does not count in an activity of a bot.
        var isBots = string.Equals(activity.From?.Role, "bot", StringComparison.OrdinalIgnoreCase);
        var echo = isBots ? null : ClientIds.IndexOf(Text(data, "clientActivityID"));
        if (echo is not null || activity.From?.Id == userId || string.Equals(activity.From?.Role, "user", StringComparison.OrdinalIgnoreCase))
        {
            return ([Own(activity, echo)], null);
        }

        return activity.Type switch
        {
            "message" when Control(data) is { } command => command.Equals("Escalate", StringComparison.OrdinalIgnoreCase)
                ? ([Nothing with { AsksHandOver = handOver is not null }], ChatState.WaitingForAgent)
                : ([Nothing], command.Equals("EndConversation", StringComparison.OrdinalIgnoreCase) ? ChatState.Idle : null),
            "message" => (Message(activity), ChatState.Chatting),
            "event" => Event(activity),
            "endOfConversation" => ([Nothing], ChatState.Idle),
            _ => ([Nothing], null),
        };
    }

    /// <summary>The customer's own activity, which came back. A server may replace the sender's id, so our id in the channel data counts first.</summary>
    private UpstreamMessage Own(Activity activity, long? echo) => activity.Type == "message"
        ? new(0, EntryType.Text, new("", userId, ParticipantType.Customer), activity.Text ?? "") { EchoOf = echo, AsksHandOver = handOver?.IsAskedBy(activity.Text) == true }
        : Nothing;

    /// <summary>One entry for the text, then one entry with a link for each attachment: an entry can't have both.</summary>
    private IEnumerable<UpstreamMessage> Message(Activity activity)
    {
        var from = new Participant(activity.From?.Name ?? activity.From?.Id ?? "", activity.From?.Id ?? "bot", _speaker);
        var actions = (activity.SuggestedActions?.Actions ?? []).OfType<CardAction>().ToList();
        var words = new List<string>();
        var links = new List<(string Url, string? Name)>();
        if (!string.IsNullOrWhiteSpace(activity.Text))
        {
            words.Add(activity.Text);
        }

        foreach (var attachment in (activity.Attachments ?? []).OfType<ActivityAttachment>())
        {
            if (IsLink(attachment.ContentUrl))
            {
                links.Add((attachment.ContentUrl!, attachment.Name));
            }
            else if (attachment.Content is { ValueKind: JsonValueKind.Object } card)
            {
                words.AddRange(Words(card));
                actions.AddRange(Buttons(card));
            }
        }

        words.AddRange(actions.Where(a => a.Type is "openUrl" && IsLink(Text(a.Value))).Select(a => $"{a.Title}: {Text(a.Value)}"));
        var choices = Choices(actions);
        if (words.Count > 0 || !choices.IsEmpty)
        {
            yield return new(0, EntryType.Text, from, string.Join('\n', words)) { Choices = choices };
        }
        else if (links.Count == 0)
        {
            yield return Nothing;
        }

        foreach (var (url, name) in links)
        {
            yield return new(0, EntryType.PushUrl, from, name, url);
        }
    }

    /// <summary>Events are meant for programs. A hand-off event tells whether the chat waits for an agent or has one.</summary>
    private (IEnumerable<UpstreamMessage> Parts, ChatState? State) Event(Activity activity) => activity.Name switch
    {
        "handoff.initiate" => ([Nothing with { AsksHandOver = handOver is not null }], ChatState.WaitingForAgent),
        "handoff.status" when Object(activity.Value) is { } status => (
            Text(status, "message") is { Length: > 0 } text ? [new(0, EntryType.Notice, new("", "", ParticipantType.External), text)] : [Nothing],
            string.Equals(Text(status, "state"), "accepted", StringComparison.OrdinalIgnoreCase) ? ChatState.Chatting : null),
        _ => ([Nothing], null),
    };

    /// <summary>
    /// What the activity tells programs: the <c>type</c> of its <c>command</c>, or of Dynamics' <c>tags</c>. Each is an object, or JSON in a string.
    /// Null = the activity is a message for people.
    /// </summary>
    private static string? Control(JsonElement? data)
    {
        if (data is not { } root)
        {
            return null;
        }

        return Text(Object(Property(root, "command")), "type") ?? Text(Object(Property(root, "tags")), "type");
    }

    private static ImmutableArray<Choice> Choices(IEnumerable<CardAction> actions) =>
    [
        .. actions.Where(a => a.Type is null or "imBack" or "postBack" or "messageBack" && (a.Title ?? Text(a.Value)) is { Length: > 0 })
            .Select(a => new Choice(Texts.Shorten((a.Title ?? Text(a.Value)!).Trim(), 256), Text(a.Value) is { Length: > 0 and <= 1_024 } value ? value : a.Title!))
            .Where(c => c.Title is { Length: > 0 } && c.Value is not null)
            .Take(Chat.MaxChoices),
    ];

    /// <summary>The texts of a card: of hero and thumbnail cards, and the text blocks of an adaptive card.</summary>
    private static IEnumerable<string> Words(JsonElement card) =>
        new[] { Text(card, "title"), Text(card, "subtitle"), Text(card, "text") }
            .Concat(Property(card, "body") is { ValueKind: JsonValueKind.Array } body ? body.EnumerateArray().Select(b => Text(b, "text")) : [])
            .Where(t => !string.IsNullOrWhiteSpace(t)).Select(t => t!);

    private static IEnumerable<CardAction> Buttons(JsonElement card)
    {
        if (Property(card, "buttons") is { ValueKind: JsonValueKind.Array } buttons)
        {
            foreach (var button in buttons.EnumerateArray())
            {
                yield return new(Text(button, "type"), Text(button, "title"), Property(button, "value"));
            }
        }

        if (Property(card, "actions") is { ValueKind: JsonValueKind.Array } actions)
        {
            foreach (var action in actions.EnumerateArray())
            {
                yield return Text(action, "type") == "Action.OpenUrl"
                    ? new("openUrl", Text(action, "title"), Property(action, "url"))
                    : new("imBack", Text(action, "title"), Property(action, "data") is { ValueKind: JsonValueKind.String } data ? data : null);
            }
        }
    }

    private static bool IsLink(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    /// <summary>
    /// The key of an activity: its id with its time. When the log restarts, the same id may come again, but with another time. The part of the id before the bar
    /// is the conversation's id, so the key leaves it out.
    /// </summary>
    private static string Key(Activity activity)
    {
        var id = activity.Id is { Length: > 0 } given ? given[(given.LastIndexOf('|') + 1)..] : Hash($"{activity.Type}|{activity.From?.Id}|{activity.Text}");
        var at = DateTimeOffset.TryParse(activity.Timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture)
            : "";
        return $"{(id.Length <= MaxKey ? id : Hash(id))}@{at}";
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12));

    /// <summary>The element as an object, also where the object was written as JSON in a string.</summary>
    private static JsonElement? Object(JsonElement? element)
    {
        switch (element)
        {
            case { ValueKind: JsonValueKind.Object }:
                return element;
            case { ValueKind: JsonValueKind.String } text:
                try
                {
                    using var document = JsonDocument.Parse(text.GetString()!);
                    return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
                }
                catch (JsonException)
                {
                    return null;
                }

            default:
                return null;
        }
    }

    /// <summary>Finds a property by its name. Upper and lower case are the same, because senders differ in it.</summary>
    private static JsonElement? Property(JsonElement element, string name)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return property.Value;
                }
            }
        }

        return null;
    }

    private static string? Text(JsonElement? element, string name) => element is { } root ? Text(Property(root, name)) : null;

    private static string? Text(JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } plain => plain.GetRawText(),
        _ => null,
    };
}
