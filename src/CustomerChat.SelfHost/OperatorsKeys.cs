using System.Security.Cryptography;
using System.Text;
using CustomerChat.SelfHost.Azurite;

namespace CustomerChat.SelfHost;

/// <summary>
/// The keys of the operators. An operators' route needs the header <c>x-functions-key</c> with the key of <c>Ops:Key</c> or of one of <c>Ops:Keys:{name}</c>, as
/// the Functions host requires one of its own keys. If none of these settings is set, the operators' routes are off.
/// </summary>
internal sealed class OperatorsKeys
{
    /// <summary>The least characters of a key. A shorter key could be found by trying.</summary>
    public const int MinLength = 32;

    /// <summary>The operator's name for the key <c>Ops:Key</c>.</summary>
    public const string Default = "operator";

    private const string Header = "x-functions-key";

    private readonly (string Name, byte[] Key)[] _keys;

    /// <exception cref="StartupException">A key is too short, or two are the same.</exception>
    public OperatorsKeys(IConfiguration configuration)
    {
        (string Setting, string Name, string? Key)[] given =
        [
            ("Ops:Key", Default, configuration["Ops:Key"]),
            .. configuration.GetSection("Ops:Keys").GetChildren().Select(k => (k.Path, k.Key, k.Value)),
        ];
        var set = given.Where(k => k.Key is { Length: > 0 }).ToList();
        if (set.Find(k => k.Key!.Length < MinLength) is { Setting: { } setting })
        {
            throw new StartupException($"{setting} must have at least {MinLength} characters.");
        }

        if (set.GroupBy(k => k.Key).FirstOrDefault(k => k.Count() > 1) is { } same)
        {
            throw new StartupException($"{string.Join(" and ", same.Select(k => k.Setting))} are the same key. The audit log could not tell them apart.");
        }

        _keys = [.. set.Select(k => (k.Name, Encoding.UTF8.GetBytes(k.Key!)))];
    }

    /// <summary>
    /// The name of the key that a request carries; null = it carries none of the configured keys. Every key is compared, so the response time tells nothing about
    /// the keys.
    /// </summary>
    public string? NameOf(HttpRequest request)
    {
        if (request.Headers[Header] is not [{ } text])
        {
            return null;
        }

        var given = Encoding.UTF8.GetBytes(text);
        string? name = null;
        foreach (var (known, key) in _keys)
        {
            name = CryptographicOperations.FixedTimeEquals(key, given) ? known : name;
        }

        return name;
    }
}
