namespace CustomerChat.ContactCenter;

/// <summary>All contact centres by id, whatever the case of its letters.</summary>
public sealed class ContactCenterDirectoryOptions
{
    public IDictionary<string, ContactCenterOptions> Centers { get; } =
        new Dictionary<string, ContactCenterOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names in the settings whose id another has already.</summary>
    internal IList<string> Doubled { get; } = [];

    /// <summary>Takes the centres of the settings, each under its id.</summary>
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
