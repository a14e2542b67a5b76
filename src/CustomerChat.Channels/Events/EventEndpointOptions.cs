using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.SignedWebhook;
using CustomerChat.Events;

namespace CustomerChat.Channels.Events;

/// <summary>Settings <c>Events:{endpoint}:…</c>: a program that gets lifecycle events by signed webhooks.</summary>
public sealed class EventEndpointOptions
{
    public const string Section = "Events";

    /// <summary>Where events are posted: https, a public address. Required.</summary>
    public Uri? Url { get; set; }

    /// <summary><c>whsec_…</c>, or several while it is rotated: each signs. Required.</summary>
    public string? Secret { get; set; }

    /// <summary>The types of events that the endpoint gets, separated by commas; empty = all of <see cref="EventTypes.All"/>.</summary>
    public string Types { get; set; } = "";

    /// <summary>Whether the endpoint also gets the texts of messages.</summary>
    public bool IncludeText { get; set; }

    /// <summary>The host itself listens there. The address comes from no setting, and may be a private one.</summary>
    internal bool IsOwn { get; init; }

    internal IReadOnlyList<string> TypeList => Types.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    internal IEnumerable<string> Faults()
    {
        if (Url is null)
        {
            yield return $"{nameof(Url)} is required.";
        }

        if (Secrets.Parse(Secret) is not { Count: > 0 } secrets || secrets.Any(s => WebhookSignature.Key(s) is null))
        {
            yield return $"{nameof(Secret)} must be whsec_ and 24 to 64 bytes in base64.";
        }

        foreach (var type in TypeList.Where(t => !EventTypes.All.Contains(t)))
        {
            yield return $"{nameof(Types)}: {type} is not an event type. Allowed: {string.Join(", ", EventTypes.All)}.";
        }
    }
}
