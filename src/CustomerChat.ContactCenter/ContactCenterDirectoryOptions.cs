namespace CustomerChat.ContactCenter;

/// <summary>All contact centres by id, whatever the case of its letters.</summary>
public sealed class ContactCenterDirectoryOptions
{
    public IDictionary<string, ContactCenterOptions> Centers { get; } =
        new Dictionary<string, ContactCenterOptions>(StringComparer.OrdinalIgnoreCase);
}
