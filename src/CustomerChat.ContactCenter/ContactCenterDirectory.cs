using System.Collections.Frozen;
using CustomerChat.Relay;
using Microsoft.Extensions.Options;

namespace CustomerChat.ContactCenter;

/// <summary>The contact centres of the settings, with the origins whose pages may call for them.</summary>
public sealed class ContactCenterDirectory : IContactCenters
{
    private readonly FrozenDictionary<string, ContactCenterClient> _clients;
    private readonly FrozenDictionary<string, OriginPattern[]> _origins;

    public ContactCenterDirectory(IHttpClientFactory clients, IOptions<ContactCenterDirectoryOptions> options, TimeProvider time)
    {
        var centers = options.Value.Centers;
        _clients = centers.ToFrozenDictionary(
            c => c.Key, c => new ContactCenterClient(clients, c.Key, c.Value, time), StringComparer.OrdinalIgnoreCase);
        _origins = centers.ToFrozenDictionary(
            c => c.Key,
            c => c.Value.AllowedOrigins.Select(o => OriginPattern.TryParse(o, out var pattern) ? pattern : null).OfType<OriginPattern>().ToArray(),
            StringComparer.OrdinalIgnoreCase);
    }

    public IContactCenter? Find(string contactCenterId) => _clients.GetValueOrDefault(contactCenterId);

    /// <summary>Whether a page of this origin may call for the contact centre; with null, for any of them (a preflight does not say which).</summary>
    public bool Allows(string? contactCenterId, string origin) =>
        contactCenterId is null
            ? _origins.Values.Any(patterns => patterns.Any(p => p.Matches(origin)))
            : _origins.GetValueOrDefault(contactCenterId, []).Any(p => p.Matches(origin));
}
