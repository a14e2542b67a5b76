using System.Security.Cryptography;
using System.Text;

namespace CustomerChat.SelfHost;

/// <summary>
/// Operators' routes ask for the header <c>x-functions-key</c> with the setting <c>Ops:Key</c>, as the Functions host does with
/// its own keys. Without the setting they are off.
/// </summary>
internal sealed class OperatorsKey(IConfiguration configuration)
{
    private const string Header = "x-functions-key";

    /// <summary>Whether a request carries the key.</summary>
    public bool IsShownBy(HttpRequest request) =>
        configuration["Ops:Key"] is { Length: > 0 } key
        && request.Headers[Header] is [{ } given]
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(given));
}
