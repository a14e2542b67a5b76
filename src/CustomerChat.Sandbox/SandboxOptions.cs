using System.ComponentModel.DataAnnotations;
using CustomerChat.Sandbox.Events;

namespace CustomerChat.Sandbox;

/// <summary>Settings <c>Sandbox:…</c>.</summary>
public sealed class SandboxOptions
{
    public const string Section = "Sandbox";

    /// <summary>The id of the sandbox's contact centre.</summary>
    public const string ContactCenterId = "11111111-1111-4111-8111-111111111111";

    public const string DefaultDirectLineSecret = "sandbox-direct-line-secret";

    public const string DefaultBotSecret = "sandbox-bot-secret";

    /// <summary>Whether the self-host runs a sandbox; default: when no contact centre is configured.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Where it listens; default loopback.</summary>
    [Required]
    public string Urls { get; set; } = "http://127.0.0.1:7072";

    /// <summary>Agents and their passwords; default agent1 and agent2 with a password made at start-up.</summary>
    public IDictionary<string, string> Agents { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>An agent of its own joins every chat at once and says every text back: for load tests. Default no.</summary>
    public bool Echo { get; set; }

    /// <summary>A customer who makes no request for this long is dropped, as real chat servers do. 0 = never; default 45 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DropAfter { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>The one protocol that its customers' side speaks; default all, each on its own paths.</summary>
    public SandboxProtocol? Protocol { get; set; }

    /// <summary>Customers' calls, of whatever protocol, must carry this in the header <c>apikey</c>, as behind a gateway. Default none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Direct Line's secret for conversations with the desk's agents; default <see cref="DefaultDirectLineSecret"/> on loopback, elsewhere none = off.</summary>
    public string? DirectLineSecret { get; set; }

    /// <summary>Direct Line's secret for conversations with the sandbox's bot; default <see cref="DefaultBotSecret"/> on loopback, elsewhere none = off.</summary>
    public string? BotSecret { get; set; }

    /// <summary>
    /// <c>whsec_…</c>, 24 to 64 bytes in base64, by which the relay signs lifecycle events that it tells <c>/sandbox/events</c>: by them the desk shows what becomes of
    /// messages, consent, blocks and earlier chats. Default none = off.
    /// </summary>
    [CustomValidation(typeof(SandboxOptions), nameof(CheckEventsSecret))]
    public string? EventsSecret { get; set; }

    /// <summary>How long Direct Line's tokens are good. Default 30 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan DirectLineTokenLife { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The most activities that one read of Direct Line gives. Default 100.</summary>
    [Range(1, 1000)]
    public int DirectLinePageSize { get; set; } = 100;

    /// <summary>Agents' coming and going is told by automated text messages, as Dynamics 365 does, not by the event <c>handoff.status</c>. Default no.</summary>
    public bool DirectLineAutomatedMessages { get; set; }

    /// <summary>
    /// From where the desk may show customers' pictures and players, separated by spaces: the relay's origin, such as <c>https://chat.example.com</c>. Links lead there in any
    /// case. Default: this machine.
    /// </summary>
    [RegularExpression("https?://[A-Za-z0-9.-]+(:([0-9]+|\\*))?( https?://[A-Za-z0-9.-]+(:([0-9]+|\\*))?)*")]
    public string FileOrigins { get; set; } = "http://127.0.0.1:* http://localhost:*";

    /// <summary>Whether a secret of events is one.</summary>
    public static ValidationResult? CheckEventsSecret(string? secret, ValidationContext context) =>
        secret is null || EventSignature.Key(secret) is not null ? ValidationResult.Success : new($"{nameof(EventsSecret)} must be whsec_ and 24 to 64 bytes in base64.");
}
