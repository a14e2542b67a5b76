using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace CustomerChat.Files;

/// <summary>
/// Settings <c>Files:…</c>. Files need a blob storage (<c>Storage:ConnectionString</c> of a whole account, or
/// <c>Storage:BlobServiceUri</c>) and the relay's public address. If one of the two is missing, files are off, and customers who send a
/// file are told so.
/// </summary>
public sealed partial class ChatFileOptions : IValidatableObject
{
    public const string Section = "Files";

    /// <summary>The kinds of files that are accepted unless the setting says otherwise.</summary>
    public const string DefaultTypes = "image, audio, video, pdf, office, text, vcard";

    /// <summary>Whether files are accepted, if there is a storage for them; default yes.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// The relay's address as agents and providers reach it. Links to files begin with it. Default: on Azure the app's own host name; in
    /// the self-host the address on which it listens.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>
    /// The kinds of files that are accepted, separated by commas: image, audio, video, pdf, office, text, vcard, other, active, or media
    /// types. A channel account may have its own list.
    /// </summary>
    public string Types { get; set; } = DefaultTypes;

    /// <summary>The largest file, in bytes, 1,024 to 104,857,600; default 52,428,800 (50 MiB).</summary>
    [Range(1_024L, 104_857_600L)]
    public long MaxSize { get; set; } = 52_428_800;

    /// <summary>The most files of one message, 1 to 10; default 10.</summary>
    [Range(1, 10)]
    public int MaxPerMessage { get; set; } = 10;

    /// <summary>
    /// The most bytes of files that a customer may send in one chat on one day (UTC), 1,024 to 10,737,418,240; default 209,715,200 (200
    /// MiB).
    /// </summary>
    [Range(1_024L, 10_737_418_240L)]
    public long MaxPerDay { get; set; } = 209_715_200;

    /// <summary>How long a link to a file works, 1 hour to 30 days; default 7 days. It also works as long as its chat is open.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan LinkLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many files one process fetches from providers at once, 1 to 64; default 8.</summary>
    [Range(1, 64)]
    public int Fetches { get; set; } = 8;

    /// <summary>
    /// Hosts (<c>host</c> or <c>host:port</c>, separated by commas); default none. If an agent sends only a link to a file on such a host,
    /// channels get the file as a message of its own, and the panel shows it. This always applies to files of this relay.
    /// </summary>
    public string LinkHosts { get; set; } = "";

    /// <summary>
    /// The scanner that checks each file before anybody can get it: <c>https://…</c> for a scanner that follows the relay's contract,
    /// <c>clamd://host:3310</c> for ClamAV; default none.
    /// </summary>
    public Uri? Scanner { get; set; }

    /// <summary>The secret with which requests to an HTTP scanner are signed, at least 32 characters. It is required for an HTTP scanner.</summary>
    public string? ScannerSecret { get; set; }

    /// <summary>How long a scanner may take for one file, 1 s to 5 min; default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ScannerTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The hosts of <see cref="LinkHosts"/>.</summary>
    public IReadOnlyList<string> Hosts() => LinkHosts.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicUrl is { IsAbsoluteUri: false } or { Scheme: not ("https" or "http") })
        {
            yield return new("Files:PublicUrl must be an absolute http(s) address.", [nameof(PublicUrl)]);
        }

        if (!Hosts().All(h => HostName().IsMatch(h)))
        {
            yield return new("Files:LinkHosts may list host or host:port, separated by commas.", [nameof(LinkHosts)]);
        }

        if (FilePolicy.Parse(Types, MaxSize, MaxPerMessage, MaxPerDay) is null)
        {
            yield return new("Files:Types may list image, audio, video, pdf, office, text, vcard, other, active and media types, separated by commas.", [nameof(Types)]);
        }

        if (Scanner is { IsAbsoluteUri: false } or { Scheme: not ("https" or "http" or "clamd") })
        {
            yield return new("Files:Scanner must be an https:// or clamd:// address.", [nameof(Scanner)]);
        }

        if (Scanner is { IsAbsoluteUri: true, Scheme: "https" or "http" } && !(ScannerSecret?.Length >= 32))
        {
            yield return new("Files:ScannerSecret must have 32 characters or more where Files:Scanner is an http(s) address.", [nameof(ScannerSecret)]);
        }
    }

    /// <summary>The hosts are also written into a page's content security policy: no character with a meaning there is allowed.</summary>
    [GeneratedRegex(@"\A(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?\z")]
    private static partial Regex HostName();
}
