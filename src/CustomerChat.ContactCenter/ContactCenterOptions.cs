namespace CustomerChat.ContactCenter;

/// <summary>Settings of one contact centre: <c>ContactCenters:{id}:…</c>, where the id is what clients send as <c>ContactCenterId</c>, unless <see cref="Id"/> says otherwise.</summary>
public sealed class ContactCenterOptions
{
    public const string Section = "ContactCenters";

    /// <summary>
    /// What clients send as <c>ContactCenterId</c>; default the name in the settings. For where that name can't hold the id: application
    /// settings of Azure on Linux take letters, digits, periods and underscores, and ids often have hyphens.
    /// </summary>
    public string? Id { get; set; }

    /// <summary>Where its Web Services are: an absolute http(s) address. Required.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>A name for people; default the id.</summary>
    public string? Name { get; set; }

    /// <summary>The collection that RequestChat is posted to: a rooted path; default <c>/api/v2/chats</c>.</summary>
    public string ChatsPath { get; set; } = "/api/v2/chats";

    /// <summary>
    /// Origins whose pages may call the relay for this centre: exact ones, <c>https://*.example.com</c>, and for loopback any
    /// port (<c>http://localhost:*</c>). A bare <c>*</c> is refused. Default none.
    /// </summary>
    public IList<string> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// Secrets of sites whose Direct Line clients can't set the header <c>ContactCenterId</c>: each stands for this centre, and
    /// goes as <c>Authorization: Bearer</c>. 32 to 512 characters; more than one for rotation. Default none: off.
    /// </summary>
    public IList<string> SiteSecrets { get; init; } = [];

    /// <summary>
    /// Headers of every request to the contact centre, such as a gateway's <c>apikey</c>. Values are secrets: they are in no log. Default none.
    /// </summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long one request may take. 1 to 30 s, and with the longest poll interval (<c>Relay:SlowPoll</c>) at most 30 s together; default 10 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long opening a chat may take, from when the request is sent. 30 s to 2 min, and never less than <see cref="Timeout"/>; default 30 s.
    /// A chat that is opened there after it was given up here is one in the agents' queue that nobody polls.
    /// </summary>
    public TimeSpan OpenTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
