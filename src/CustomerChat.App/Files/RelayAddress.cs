using CustomerChat.Files;
using Microsoft.Extensions.Options;

namespace CustomerChat.App.Files;

/// <summary>The address at which others reach the relay.</summary>
public sealed class RelayAddress(IOptions<ChatFileOptions> options)
{
    private readonly string? _configured = options.Value.PublicUrl?.AbsoluteUri
        ?? (Environment.GetEnvironmentVariable("WEBSITE_HOSTNAME") is { Length: > 0 } host ? $"{(host.StartsWith("localhost", StringComparison.Ordinal) ? "http" : "https")}://{host}" : null);

    private string? _own;

    /// <summary>Ends with a slash; null = the address is not known.</summary>
    public string? Base => (_configured ?? _own) is { } known ? known.TrimEnd('/') + "/" : null;

    /// <summary>
    /// Takes the address that the host listens on. It counts if no address is configured, unless it means every address of the machine.
    /// </summary>
    public void ListensOn(string address) =>
        _own = Uri.TryCreate(address, UriKind.Absolute, out var own) && own.Host is not ("0.0.0.0" or "[::]") ? address : null;
}
