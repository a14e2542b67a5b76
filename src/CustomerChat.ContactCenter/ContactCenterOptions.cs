using CustomerChat.ContactCenter.Hours;
using CustomerChat.Hours;
using CustomerChat.Turn;

namespace CustomerChat.ContactCenter;

/// <summary>
/// Settings of one contact centre: <c>ContactCenters:{id}:…</c>. Clients send this id as <c>ContactCenterId</c>, unless <see cref="Id"/> is set.
/// </summary>
public sealed class ContactCenterOptions
{
    public const string Section = "ContactCenters";

    /// <summary>
    /// The id that clients send as <c>ContactCenterId</c>; default: the name in the settings. Set it where the name of a setting can't hold the id: application
    /// settings of Azure on Linux take letters, digits, periods and underscores, and ids often have hyphens.
    /// </summary>
    public string? Id { get; set; }

    /// <summary>The absolute http(s) address of the contact centre's web services. Required.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>A name for people; default the id.</summary>
    public string? Name { get; set; }

    /// <summary>
    /// The contact centre's chat API: <c>gws</c> (Customer Chat API, the default), <c>gms</c> (Genesys Mobile Services, Chat API Version 2), or
    /// <c>directline</c> (Bot Framework Direct Line 3.0: Dynamics 365, Copilot Studio, any Azure bot).
    /// </summary>
    public ContactCenterProtocol Protocol { get; set; }

    /// <summary>
    /// The path at which chats are opened. It begins with a slash. The default follows from <see cref="Protocol"/>: <c>/api/v2/chats</c>,
    /// <c>/genesys/2/chat/request-chat</c> (the last part is the name of the chat service), or <c>/v3/directline</c>.
    /// </summary>
    public string? ChatsPath { get; set; }

    /// <summary>
    /// The secret of the bot's Direct Line channel (<c>directline</c> only); default none: the relay sends no <c>Authorization</c> header. The relay never logs it.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary>
    /// The absolute https address at which the relay fetches a token for a conversation (<c>directline</c> only), such as Copilot Studio's token endpoint. Set it
    /// instead of <see cref="Secret"/>; default none. If a conversation's token expires, the chat ends, because this endpoint can't renew an expired token.
    /// </summary>
    public Uri? TokenAddress { get; set; }

    /// <summary>
    /// The id of the contact centre that takes a chat over when a bot asks for a person (<c>handoff.initiate</c>, an Escalate tag), or when the customer writes one
    /// of <see cref="HandOverWords"/>; default none.
    /// </summary>
    public string? HandOverTo { get; set; }

    /// <summary>
    /// Texts by which a customer asks for a person. A text counts only when it is the whole message; upper and lower case are the same. Default none.
    /// </summary>
    public IList<string> HandOverWords { get; init; } = [];

    /// <summary>The text that the customer gets when the chat is handed over, up to 1,000 characters; default none.</summary>
    public string? HandOverText { get; set; }

    /// <summary>
    /// Origins whose pages may call the relay for this contact centre: exact origins, <c>https://*.example.com</c>, and loopback origins with any
    /// port (<c>http://localhost:*</c>). A bare <c>*</c> is refused. Default none.
    /// </summary>
    public IList<string> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// Secrets of sites whose Direct Line clients can't set the header <c>ContactCenterId</c>. The client sends the secret as <c>Authorization: Bearer</c>, and the
    /// relay takes it as this contact centre's id. 32 to 512 characters; set more than one for rotation. Default none: off.
    /// </summary>
    public IList<string> SiteSecrets { get; init; } = [];

    /// <summary>
    /// Headers that the relay sends with every request to the contact centre, such as a gateway's <c>apikey</c>. The values are secrets: the relay never logs them.
    /// Default none. Where the name of a setting can't be the name of the header, use a number as the name and a whole line as the value:
    /// <c>X-Api-Key: value</c>.
    /// </summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The <see cref="Headers"/>, each with the name of its setting. A numbered line without a colon has an empty header name.</summary>
    internal IEnumerable<(string Setting, string Name, string? Value)> RequestHeaders => Headers.Select(h => !h.Key.All(char.IsAsciiDigit) ? (h.Key, h.Key, h.Value)
        : h.Value?.Split(':', 2) is [var name, var value] ? (h.Key, name.Trim(), value.Trim())
        : (h.Key, "", null));

    /// <summary>
    /// How long one request may take: 1 to 30 s; default 10 s. Together with the longest poll interval (<c>Relay:SlowPoll</c>, <c>Relay:FastPoll</c> or 5 s) it may be
    /// 30 s at most.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long opening a chat may take, from the moment the request is sent: 30 s to 2 min, and never less than <see cref="Timeout"/>; default 30 s.
    /// If the contact centre opens a chat after the relay has given up, the chat stands in the agents' queue and nobody polls it.
    /// </summary>
    public TimeSpan OpenTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many bytes the files of one customer's message may have together to go as files (<c>gms</c>, <c>directline</c>); files of larger messages go as links.
    /// 0 to 25,000,000 bytes; 0 = all files go as links; default 4,000,000. If the contact centre does not take a file, the file goes as a link. The upload of a file
    /// must end within <see cref="Timeout"/>.
    /// </summary>
    public long MaxFile { get; set; } = 4_000_000;

    /// <summary>When the contact centre is open; default: always.</summary>
    public HoursOptions Hours { get; } = new();

    /// <summary>
    /// What the relay does when a customer opens a chat outside <see cref="Hours"/>: <c>keep</c> (the default) or <c>refuse</c>. A chat that is open when the hours
    /// end goes on.
    /// </summary>
    public WhenClosed WhenClosed { get; set; }

    /// <summary><see cref="ChatsPath"/>, or the protocol's default path.</summary>
    internal string Root => ChatsPath ?? Protocol switch
    {
        ContactCenterProtocol.Gms => "/genesys/2/chat/request-chat",
        ContactCenterProtocol.DirectLine => "/v3/directline",
        _ => "/api/v2/chats",
    };

    /// <summary>The <see cref="Hours"/>; null = always open. This reads the calendar file.</summary>
    internal OpeningHours? Opening => HoursReader.Read(Hours, WhenClosed == WhenClosed.Refuse, []);

    internal HandOverRule? HandOver => HandOverTo is null ? null : new(HandOverTo, [.. HandOverWords.Select(w => w.Trim())], HandOverText);
}
