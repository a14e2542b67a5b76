using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CustomerChat.Sandbox.Events;

/// <summary>The parts of a lifecycle event that the desk needs. It holds the customer's address only as a digest.</summary>
/// <param name="Id">The event's id. It stays the same when the relay posts the event again.</param>
/// <param name="Type">The event's type, such as <c>message.delivered</c>.</param>
/// <param name="ChatKey">The chat's key at the relay.</param>
internal sealed record RelayEvent(string Id, string Type, string ChatKey)
{
    /// <summary>A keyed digest of channel, account and address; null = the customer has no address.</summary>
    public string? Customer { get; private init; }

    /// <summary>The index of the entry at the relay; null = the event is not about an entry.</summary>
    public long? Index { get; private init; }

    /// <summary>The index of an agent's message in the sandbox's chat; null = not known.</summary>
    public long? UpstreamIndex { get; private init; }

    /// <inheritdoc cref="MessageNews.Key"/>
    public string? UpstreamKey { get; private init; }

    /// <inheritdoc cref="MessageNews.Number"/>
    public int UpstreamNumber { get; private init; }

    /// <summary>The index, at the relay, of the entry that this message repeats; null = it repeats none.</summary>
    public long? Repeats { get; private init; }

    /// <summary>Why the delivery of a message failed.</summary>
    public string? Reason { get; private init; }

    /// <summary>OptedIn or OptedOut.</summary>
    public string? Consent { get; private init; }

    /// <summary>All, or Marketing.</summary>
    public string? Scope { get; private init; }

    /// <summary>Reads an event; null = the body is not one.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="body">The body, a JSON object.</param>
    /// <param name="key">The key for the digest of the address.</param>
    public static RelayEvent? Read(string id, ReadOnlySpan<byte> body, byte[] key)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }

        if (node is not JsonObject told || told["data"] is not JsonObject data || Text(told, "type") is not { } type || Text(data, "chatKey") is not { } chatKey)
        {
            return null;
        }

        return new RelayEvent(id, type, chatKey)
        {
            Customer = Text(data, "address") is { } address
                ? Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Text(data, "channel")}\n{Text(data, "account")}\n{address}")))
                : null,
            Index = Number(data, "index"),
            UpstreamIndex = Number(data, "upstreamIndex"),
            UpstreamKey = Text(data, "upstreamKey"),
            UpstreamNumber = (int)Math.Clamp(Number(data, "upstreamNumber") ?? 0, 0, int.MaxValue),
            Repeats = Number(data, "repeats"),
            Reason = Text(data, "reason"),
            Consent = Text(data, "consent"),
            Scope = Text(data, "scope"),
        };
    }

    /// <summary>The event of a message that is sent again, with the place of the first message in the sandbox's chat.</summary>
    public RelayEvent At(MessageNews? first) =>
        first is null ? this : this with { UpstreamIndex = first.Index, UpstreamKey = first.Key, UpstreamNumber = first.Number };

    private static string? Text(JsonObject data, string name) => data[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    private static long? Number(JsonObject data, string name) => data[name] is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;
}
