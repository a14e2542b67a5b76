using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerChat.App.DirectLine;

/// <summary>The reply of <c>tokens/…</c> and <c>conversations</c>.</summary>
/// <param name="StreamUrl">
/// The address of the stream that sends activities as they come; null = the host holds no streams, or there is no conversation yet.
/// </param>
internal sealed record ConversationReply(string ConversationId, string Token, [property: JsonPropertyName("expires_in")] int ExpiresIn, string? StreamUrl = null);

/// <summary>The reply of <c>POST …/activities</c>.</summary>
internal sealed record IdReply(string Id);

/// <summary>The reply of <c>GET …/activities</c>.</summary>
internal sealed record ActivitySet(IReadOnlyList<Activity> Activities, string Watermark);

internal sealed record Activity(string Type, string Id, DateTimeOffset Timestamp, ChannelAccount From, ConversationAccount Conversation)
{
    public string ChannelId { get; } = "directline";

    public string? Text { get; init; }

    public string? TextFormat { get; init; }

    /// <summary>The name of an event: participantJoined, participantLeft, typingStopped, …</summary>
    public string? Name { get; init; }

    public EventValue? Value { get; init; }

    /// <summary>How the chat ended: <c>completedSuccessfully</c>, <c>botTimedOut</c> (nobody answered in time) or <c>unknown</c>. Only in the activity that reports the end.</summary>
    public string? Code { get; init; }

    public ClientData? ChannelData { get; init; }

    /// <summary>The answers that a bot offers.</summary>
    public SuggestedActionsReply? SuggestedActions { get; init; }

    /// <summary>The files of a message.</summary>
    public IReadOnlyList<AttachmentReply>? Attachments { get; init; }
}

internal sealed record SuggestedActionsReply(IReadOnlyList<SuggestedAction> Actions);

/// <param name="Type"><c>imBack</c>: the client sends the value as if the customer had written it.</param>
internal sealed record SuggestedAction(string Type, string Title, string Value);

/// <param name="ContentType">The media type. For a link to another host this is the type that the host names.</param>
/// <param name="ContentUrl">Where the file is. A link to the relay expires.</param>
internal sealed record AttachmentReply(string ContentType, string ContentUrl, string Name);

/// <param name="Role"><c>user</c> (the customer), <c>bot</c> (the agent or the contact centre) or <c>channel</c> (the relay).</param>
internal sealed record ChannelAccount(string Id, string? Name, string Role);

internal sealed record ConversationAccount(string Id);

/// <param name="Type">Customer, Agent or External.</param>
internal sealed record EventValue(string Nickname, string Type, string? Text);

/// <summary>The id that the client gave its activity. The relay sends it back with the activity.</summary>
internal sealed record ClientData([property: JsonPropertyName("clientActivityID")] string ClientActivityId);

/// <summary>The reply of a request that failed.</summary>
internal sealed record DirectLineErrorReply(DirectLineFault Error);

internal sealed record DirectLineFault(string Code, string Message);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ConversationReply))]
[JsonSerializable(typeof(IdReply))]
[JsonSerializable(typeof(ActivitySet))]
[JsonSerializable(typeof(DirectLineErrorReply))]
internal sealed partial class DirectLineJson : JsonSerializerContext
{
    /// <summary>Letters of all languages are not escaped. That is safe, because the replies are JSON and never part of a page.</summary>
    public static DirectLineJson Readable { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
