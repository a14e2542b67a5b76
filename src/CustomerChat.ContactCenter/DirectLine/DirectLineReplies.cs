using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerChat.ContactCenter.Http;

namespace CustomerChat.ContactCenter.DirectLine;

/// <summary>A reply with a conversation or a token. Every attribute is optional.</summary>
internal sealed record ConversationReply
{
    public string? ConversationId { get; init; }

    public string? Token { get; init; }

    [JsonPropertyName("expires_in")]
    public double? Lifetime { get; init; }
}

internal sealed record ActivitiesReply
{
    public JsonElement? Activities { get; init; }

    public string? Watermark { get; init; }
}

internal sealed record ErrorReply(ErrorBody? Error);

internal sealed record ErrorBody(string? Code);

/// <summary>
/// The parts of an activity that the relay reads or writes. <see cref="ChannelData"/> and <see cref="Value"/> may be any JSON.
/// </summary>
internal sealed record Activity
{
    public string? Type { get; init; }

    public string? Id { get; init; }

    public string? Timestamp { get; init; }

    public ActivityParty? From { get; init; }

    public string? Name { get; init; }

    public string? Text { get; init; }

    public string? TextFormat { get; init; }

    public IReadOnlyList<ActivityAttachment?>? Attachments { get; init; }

    public SuggestedActions? SuggestedActions { get; init; }

    public JsonElement? Value { get; init; }

    public JsonElement? ChannelData { get; init; }
}

internal sealed record ActivityParty(string? Id, string? Name = null, string? Role = null);

internal sealed record ActivityAttachment
{
    public string? ContentType { get; init; }

    public string? ContentUrl { get; init; }

    public string? Name { get; init; }

    public JsonElement? Content { get; init; }
}

internal sealed record SuggestedActions(IReadOnlyList<CardAction?>? Actions);

internal sealed record CardAction(string? Type, string? Title, JsonElement? Value);

/// <summary>The data that Dynamics 365 reads from a customer's message: the customer, and the data that the chat was opened with.</summary>
internal sealed record OutgoingData
{
    [JsonPropertyName("clientActivityID")]
    public required string ClientActivityId { get; init; }

    [JsonPropertyName("channeltype")]
    public required string ChannelType { get; init; }

    [JsonPropertyName("conversationcontext")]
    public required IReadOnlyDictionary<string, string> ConversationContext { get; init; }

    [JsonPropertyName("customercontext")]
    public required IReadOnlyDictionary<string, string> CustomerContext { get; init; }
}

internal sealed record TokenRequest(ActivityParty User);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    Converters = [typeof(LenientString)])]
[JsonSerializable(typeof(ConversationReply))]
[JsonSerializable(typeof(ActivitiesReply))]
[JsonSerializable(typeof(ErrorReply))]
[JsonSerializable(typeof(Activity))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(DirectLineHandle))]
internal sealed partial class DirectLineContext : JsonSerializerContext;

/// <summary>A context without <see cref="LenientString"/>, because that converter can't write the names of a dictionary.</summary>
[JsonSerializable(typeof(OutgoingData))]
internal sealed partial class OutgoingContext : JsonSerializerContext;
