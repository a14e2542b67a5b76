using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using CustomerChat.ContactCenter.DirectLine;
using CustomerChat.ContactCenter.Gms;
using CustomerChat.ContactCenter.Gws;
using CustomerChat.ContactCenter.Http;
using CustomerChat.Turn;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerChat.ContactCenter;

/// <summary>The contact centres in the settings, with the origins whose pages may call the relay for each of them.</summary>
public sealed class ContactCenterDirectory : IContactCenters
{
    private readonly FrozenDictionary<string, (IContactCenter Client, CenterHttp Http)> _clients;
    private readonly FrozenDictionary<string, OriginPattern[]> _origins;
    private readonly FrozenDictionary<string, string> _names;
    private readonly (string ContactCenterId, byte[] Secret)[] _siteSecrets;

    public ContactCenterDirectory(IHttpClientFactory clients, IOptions<ContactCenterDirectoryOptions> options, TimeProvider time, ILoggerFactory logging)
    {
        var centers = options.Value.Centers;
        _clients = centers.ToFrozenDictionary(
            c => c.Key,
            c =>
            {
                var http = new CenterHttp(clients, c.Key, c.Value, time, logging.CreateLogger<CenterHttp>());
                return (Create(c.Key, c.Value, http, time), http);
            },
            StringComparer.OrdinalIgnoreCase);
        _origins = centers.ToFrozenDictionary(
            c => c.Key,
            c => c.Value.AllowedOrigins.Select(o => OriginPattern.TryParse(o, out var pattern) ? pattern : null).OfType<OriginPattern>().ToArray(),
            StringComparer.OrdinalIgnoreCase);
        _names = centers.Where(c => !string.IsNullOrWhiteSpace(c.Value.Name)).ToFrozenDictionary(c => c.Key, c => c.Value.Name!, StringComparer.OrdinalIgnoreCase);
        _siteSecrets = [.. centers.SelectMany(c => c.Value.SiteSecrets.Select(s => (c.Key, Encoding.UTF8.GetBytes(s))))];
    }

    /// <summary>Finds the contact centre that has this site secret. Null = no contact centre has it. The comparison takes constant time.</summary>
    public string? FindBySiteSecret(string secret)
    {
        var given = Encoding.UTF8.GetBytes(secret);
        string? found = null;
        foreach (var (contactCenterId, expected) in _siteSecrets)
        {
            found = CryptographicOperations.FixedTimeEquals(given, expected) ? contactCenterId : found;
        }

        return found;
    }

    /// <summary>A contact centre's name for people. It is the id where the settings give no name, or where the contact centre is no longer in the settings.</summary>
    public string NameOf(string contactCenterId) => _names.GetValueOrDefault(contactCenterId, contactCenterId);

    public IContactCenter? Find(string contactCenterId) => _clients.GetValueOrDefault(contactCenterId).Client;

    /// <summary>
    /// The origins whose pages may show the contact centre's chat, as the settings name them. The relay also uses them as sources in a Content-Security-Policy.
    /// </summary>
    public IReadOnlyList<string> OriginsOf(string contactCenterId) =>
        [.. _origins.GetValueOrDefault(contactCenterId, []).Select(p => $"{p}")];

    /// <summary>
    /// How each contact centre has answered this process: <c>polled</c>, <c>failing</c>, or <c>idle</c> when this process has not asked it within the last 60 s.
    /// </summary>
    public IReadOnlyDictionary<string, string> Health(DateTimeOffset now) =>
        _clients.ToDictionary(c => c.Key, c => c.Value.Http.Health(now), StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Whether a page of this origin may call the relay for the contact centre. With null, the answer is yes if any contact centre allows the origin: a preflight
    /// request does not name the contact centre.
    /// </summary>
    public bool Allows(string? contactCenterId, string origin) =>
        contactCenterId is null
            ? _origins.Values.Any(patterns => patterns.Any(p => p.Matches(origin)))
            : _origins.GetValueOrDefault(contactCenterId, []).Any(p => p.Matches(origin));

    private static IContactCenter Create(string id, ContactCenterOptions center, CenterHttp http, TimeProvider time) => center.Protocol switch
    {
        ContactCenterProtocol.Gms => new GmsClient(http, center, time),
        ContactCenterProtocol.DirectLine => new DirectLineClient(http, center, time),
        _ => new GwsClient(http, id, center, time),
    };
}
