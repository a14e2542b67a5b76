using System.ComponentModel.DataAnnotations;

namespace CustomerChat.Storage;

/// <summary>Settings <c>Storage:…</c>: where the tables and files are.</summary>
public sealed class StorageOptions : IValidatableObject
{
    public const string Section = "Storage";

    /// <summary>The connection string of a storage account or of Azurite.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The table service's address, used with the managed identity. It can't be set together with <see cref="ConnectionString"/>.</summary>
    public Uri? TableServiceUri { get; set; }

    /// <summary>
    /// The address of the blob service that stores the files, used with the managed identity. Default: the blob service of <see
    /// cref="ConnectionString"/>, if it names one; otherwise files are off.
    /// </summary>
    public Uri? BlobServiceUri { get; set; }

    /// <summary>The client id of a user-assigned identity; default: the system-assigned identity.</summary>
    public string? ManagedIdentityClientId { get; set; }

    /// <summary>
    /// The prefix of each table's name, so that several relays can share an account. Letters and digits, the first a letter, 40 at most;
    /// default none.
    /// </summary>
    [RegularExpression("^([A-Za-z][A-Za-z0-9]{0,39})?$", ErrorMessage = "Storage:TablePrefix may have at most 40 letters and digits; the first must be a letter.")]
    public string TablePrefix { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(ConnectionString) == (TableServiceUri is null))
        {
            yield return new("Set one of Storage:ConnectionString and Storage:TableServiceUri.", [nameof(ConnectionString)]);
        }

        if (TableServiceUri is { IsAbsoluteUri: false } or { Scheme: not ("https" or "http") })
        {
            yield return new("Storage:TableServiceUri must be an absolute http(s) address.", [nameof(TableServiceUri)]);
        }

        if (BlobServiceUri is { IsAbsoluteUri: false } or { Scheme: not ("https" or "http") })
        {
            yield return new("Storage:BlobServiceUri must be an absolute http(s) address.", [nameof(BlobServiceUri)]);
        }
    }
}
