namespace CustomerChat.ContactCenter;

/// <summary>All contact centres by id. The id is not case-sensitive.</summary>
public sealed class ContactCenterDirectoryOptions
{
    public IDictionary<string, ContactCenterOptions> Centers { get; } =
        new Dictionary<string, ContactCenterOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names in the settings whose contact centre has the same id as another one.</summary>
    internal IList<string> Doubled { get; } = [];

    /// <summary>Adds the contact centres from the settings, each under its id.</summary>
    internal void Add(IEnumerable<KeyValuePair<string, ContactCenterOptions>> named)
    {
        foreach (var (name, center) in named)
        {
            if (!Centers.TryAdd(string.IsNullOrEmpty(center.Id) ? name : center.Id, center))
            {
                Doubled.Add(name);
            }
        }
    }
}
