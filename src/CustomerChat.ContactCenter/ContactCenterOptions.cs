using CustomerChat.ContactCenter.Hours;
using CustomerChat.Hours;
using CustomerChat.Turn;

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

    /// <summary>
    /// Which chat API it has: <c>gws</c> (Customer Chat API, the default), <c>gms</c> (Genesys Mobile Services, Chat API Version 2), or <c>directline</c> (Bot
    /// Framework Direct Line 3.0: Dynamics 365, Copilot Studio, any Azure bot).
    /// </summary>
    public ContactCenterProtocol Protocol { get; set; }

    /// <summary>
    /// Where chats are opened: a rooted path. Default by <see cref="Protocol"/>: <c>/api/v2/chats</c>; <c>/genesys/2/chat/request-chat</c>, where the last
    /// part is the name of the chat service; <c>/v3/directline</c>.
    /// </summary>
    public string? ChatsPath { get; set; }

    /// <summary>The secret of the bot's Direct Line channel (<c>directline</c> only); default none: no <c>Authorization</c> header. A secret: it is in no log.</summary>
    public string? Secret { get; set; }

    /// <summary>
    /// Where a token for a conversation is fetched (<c>directline</c> only): an absolute https address, Copilot Studio's token endpoint. In place of
    /// <see cref="Secret"/>; default none. An expired token can't be renewed there, so the chat ends then.
    /// </summary>
    public Uri? TokenAddress { get; set; }

    /// <summary>
    /// The id of the contact centre that takes a chat over when a bot asks for a person (<c>handoff.initiate</c>, an Escalate tag) or the customer writes one
    /// of <see cref="HandOverWords"/>; default none.
    /// </summary>
    public string? HandOverTo { get; set; }

    /// <summary>Texts of the customer that ask for a person, each alone in a message, whatever the case; default none.</summary>
    public IList<string> HandOverWords { get; init; } = [];

    /// <summary>Said to the customer when the chat is handed over, up to 1,000 characters; default nothing.</summary>
    public string? HandOverText { get; set; }

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
    /// A number in place of a name takes a whole line, <c>X-Api-Key: value</c>: use it where the name of a setting can't be the name of the header.
    /// </summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The <see cref="Headers"/>, each by its setting's name; a line without a colon has an empty name.</summary>
    internal IEnumerable<(string Setting, string Name, string? Value)> RequestHeaders => Headers.Select(h => !h.Key.All(char.IsAsciiDigit) ? (h.Key, h.Key, h.Value)
        : h.Value?.Split(':', 2) is [var name, var value] ? (h.Key, name.Trim(), value.Trim())
        : (h.Key, "", null));

    /// <summary>How long one request may take. 1 to 30 s, and with the longest poll interval (<c>Relay:SlowPoll</c>) at most 30 s together; default 10 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long opening a chat may take, from when the request is sent. 30 s to 2 min, and never less than <see cref="Timeout"/>; default 30 s.
    /// A chat that is opened there after it was given up here is one in the agents' queue that nobody polls.
    /// </summary>
    public TimeSpan OpenTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Customers' files up to this go as files (<c>gms</c>, <c>directline</c>), larger ones as links; 0 to 25,000,000 bytes, 0 = all as links; default 4,000,000.
    /// A file that is not taken goes as a link. A file has to be there within <see cref="Timeout"/>.
    /// </summary>
    public long MaxFile { get; set; } = 4_000_000;

    /// <summary>When it is open; default always.</summary>
    public HoursOptions Hours { get; } = new();

    /// <summary>What becomes of a chat that is asked for outside <see cref="Hours"/>: <c>keep</c> (the default) or <c>refuse</c>. A chat that is open when they end goes on.</summary>
    public WhenClosed WhenClosed { get; set; }

    /// <summary><see cref="ChatsPath"/>, or the protocol's own.</summary>
    internal string Root => ChatsPath ?? Protocol switch
    {
        ContactCenterProtocol.Gms => "/genesys/2/chat/request-chat",
        ContactCenterProtocol.DirectLine => "/v3/directline",
        _ => "/api/v2/chats",
    };

    /// <summary>The <see cref="Hours"/>; null = always open. Reads the calendar's file.</summary>
    internal OpeningHours? Opening => HoursReader.Read(Hours, WhenClosed == WhenClosed.Refuse, []);

    internal HandOverRule? HandOver => HandOverTo is null ? null : new(HandOverTo, [.. HandOverWords.Select(w => w.Trim())], HandOverText);
}
