using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CustomerChat.Sandbox.Events;

/// <summary>A lifecycle event, as far as the desk needs it. The customer's address is a digest in it, and nothing else of the address is kept.</summary>
/// <param name="Id">The same when it is told again.</param>
/// <param name="Type">What has happened.</param>
/// <param name="ChatKey">The chat's key at the relay.</param>
internal sealed record RelayEvent(string Id, string Type, string ChatKey)
{
    /// <summary>A keyed digest of channel, account and address; null = the customer has no address.</summary>
    public string? Customer { get; private init; }

    /// <summary>The entry's index at the relay.</summary>
    public long? Index { get; private init; }

    /// <summary>Where an agent's message stands here.</summary>
    public long? UpstreamIndex { get; private init; }

    /// <inheritdoc cref="MessageNews.Key"/>
    public string? UpstreamKey { get; private init; }

    /// <inheritdoc cref="MessageNews.Number"/>
    public int UpstreamNumber { get; private init; }

    /// <summary>The entry that is said again.</summary>
    public long? Repeats { get; private init; }

    /// <summary>Why a message failed.</summary>
    public string? Reason { get; private init; }

    /// <summary>OptedIn or OptedOut.</summary>
    public string? Consent { get; private init; }

    /// <summary>All, or Marketing.</summary>
    public string? Scope { get; private init; }

    /// <summary>Reads one; null = it is none.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="body">The body.</param>
    /// <param name="key">The key of the digests.</param>
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

    /// <summary>The same about a message that is said again: it stands where it stood first.</summary>
    public RelayEvent At(MessageNews? first) =>
        first is null ? this : this with { UpstreamIndex = first.Index, UpstreamKey = first.Key, UpstreamNumber = first.Number };

    private static string? Text(JsonObject data, string name) => data[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    private static long? Number(JsonObject data, string name) => data[name] is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;
}
