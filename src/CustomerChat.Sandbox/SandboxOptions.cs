using System.ComponentModel.DataAnnotations;
using CustomerChat.Sandbox.Events;

namespace CustomerChat.Sandbox;

/// <summary>The settings <c>Sandbox:…</c>.</summary>
public sealed class SandboxOptions
{
    public const string Section = "Sandbox";

    /// <summary>The id of the sandbox's contact centre.</summary>
    public const string ContactCenterId = "11111111-1111-4111-8111-111111111111";

    public const string DefaultDirectLineSecret = "sandbox-direct-line-secret";

    public const string DefaultBotSecret = "sandbox-bot-secret";

    /// <summary>Whether the self-host runs a sandbox. By default it does when no contact centre is configured.</summary>
    public bool? Enabled { get; set; }

    /// <summary>The addresses on which the sandbox listens, separated by semicolons; default loopback.</summary>
    [Required]
    public string Urls { get; set; } = "http://127.0.0.1:7072";

    /// <summary>Agents and their passwords; default agent1 and agent2 with a password that is made at start-up.</summary>
    public IDictionary<string, string> Agents { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>For load tests: an agent named <c>echo</c> joins every chat at once and repeats every text of the customer. Default no.</summary>
    public bool Echo { get; set; }

    /// <summary>The sandbox drops a customer who makes no request for this long, as real chat servers do. 0 = never; default 45 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DropAfter { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>The only protocol that customers can use; default: all protocols, each on its own paths.</summary>
    public SandboxProtocol? Protocol { get; set; }

    /// <summary>
    /// The key that customers' calls of every protocol must carry in the header <c>apikey</c>, as behind a gateway. Default none: no key is needed.
    /// </summary>
    public string? ApiKey { get; set; }

    /// <summary>
    /// The Direct Line secret for conversations with the desk's agents. Default: <see cref="DefaultDirectLineSecret"/> on loopback; elsewhere none = off.
    /// </summary>
    public string? DirectLineSecret { get; set; }

    /// <summary>The Direct Line secret for conversations with the sandbox's bot. Default: <see cref="DefaultBotSecret"/> on loopback; elsewhere none = off.</summary>
    public string? BotSecret { get; set; }

    /// <summary>
    /// The secret with which the relay signs the lifecycle events that it posts to <c>/sandbox/events</c>: <c>whsec_</c> and 24 to 64 bytes in base64. From the
    /// events, the desk shows the delivery of messages, consent, blocks and earlier chats. Default none = off.
    /// </summary>
    [CustomValidation(typeof(SandboxOptions), nameof(CheckEventsSecret))]
    public string? EventsSecret { get; set; }

    /// <summary>How long a Direct Line token is valid. Default 30 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan DirectLineTokenLife { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The most activities that one Direct Line read returns. Default 100.</summary>
    [Range(1, 1000)]
    public int DirectLinePageSize { get; set; } = 100;

    /// <summary>
    /// Whether the joining and leaving of agents is reported by automated text messages, as Dynamics 365 does, instead of the event <c>handoff.status</c>.
    /// Default no.
    /// </summary>
    public bool DirectLineAutomatedMessages { get; set; }

    /// <summary>
    /// Origins from which the desk may show customers' pictures, audio and video, separated by spaces: the relay's origin, such as <c>https://chat.example.com</c>.
    /// Links to the files work in any case. Default: this machine.
    /// </summary>
    [RegularExpression("https?://[A-Za-z0-9.-]+(:([0-9]+|\\*))?( https?://[A-Za-z0-9.-]+(:([0-9]+|\\*))?)*")]
    public string FileOrigins { get; set; } = "http://127.0.0.1:* http://localhost:*";

    /// <summary>Checks the form of an events secret.</summary>
    public static ValidationResult? CheckEventsSecret(string? secret, ValidationContext context) =>
        secret is null || EventSignature.Key(secret) is not null ? ValidationResult.Success : new($"{nameof(EventsSecret)} must be whsec_ and 24 to 64 bytes in base64.");
}
