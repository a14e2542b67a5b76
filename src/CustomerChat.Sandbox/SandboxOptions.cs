using System.ComponentModel.DataAnnotations;

namespace CustomerChat.Sandbox;

/// <summary>Settings <c>Sandbox:…</c>.</summary>
public sealed class SandboxOptions
{
    public const string Section = "Sandbox";

    /// <summary>The id of the sandbox's contact centre.</summary>
    public const string ContactCenterId = "11111111-1111-4111-8111-111111111111";

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

    /// <summary>
    /// From where the desk may show customers' pictures and players, separated by spaces: the relay's origin, such as <c>https://chat.example.com</c>. Links lead there in any
    /// case. Default: this machine.
    /// </summary>
    [RegularExpression("https?://[A-Za-z0-9.-]+(:([0-9]+|\\*))?( https?://[A-Za-z0-9.-]+(:([0-9]+|\\*))?)*")]
    public string FileOrigins { get; set; } = "http://127.0.0.1:* http://localhost:*";
}
