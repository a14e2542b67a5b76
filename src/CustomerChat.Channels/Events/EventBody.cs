using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerChat.Chats;
using CustomerChat.Events;

namespace CustomerChat.Channels.Events;

/// <summary>What the relay posts to an endpoint, in the form that Standard Webhooks 1.0 advises: type, timestamp, data.</summary>
/// <param name="Type">One of <see cref="EventTypes.All"/>.</param>
/// <param name="Timestamp">When it happened, as far as the relay knows.</param>
/// <param name="Data">What the event is about.</param>
public sealed record EventBody(string Type, DateTimeOffset Timestamp, EventData Data)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    internal static EventBody Of(EventMessage message)
    {
        var (what, chat) = (message.Event, message.Chat);
        var isConsent = what.Type == EventTypes.ConsentChanged;
        return new(what.Type, what.At, new EventData
        {
            Chat = ((ShortChatId)chat.Id).ToString(),
            ChatKey = ChatIds.KeyOf(chat.Id),
            ContactCenterId = chat.ContactCenterId is { Length: > 0 } center ? center : null,
            Channel = chat.Channel?.Channel,
            Account = chat.Channel?.Account,
            Address = chat.Channel?.Address,
            Index = what.Index > 0 ? what.Index : null,
            UpstreamIndex = what.Upstream?.Index,
            UpstreamKey = what.Upstream?.Key,
            UpstreamNumber = what.Upstream is { Number: > 0 and var number } ? number : null,
            Repeats = what.Repeats,
            Agent = what.Type is EventTypes.AgentJoined or EventTypes.AgentLeft ? what.Detail : null,
            Reason = what.Type is EventTypes.MessageFailed or EventTypes.ChatEnded ? what.Detail : null,
            Consent = isConsent ? what.Detail?.Split(", ")[0] : null,
            Cause = isConsent ? what.Detail?.Split(", ")[1] : null,
            Scope = isConsent ? what.Detail?.Split(", ")[2] : null,
            Text = message.Text,
        });
    }
}
