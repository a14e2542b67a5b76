using System.Collections.Frozen;
using CustomerChat.ContactCenter.Gws;
using CustomerChat.ContactCenter.Hours;
using Microsoft.Extensions.Options;

namespace CustomerChat.ContactCenter;

/// <summary>Reports every fault of every contact centre at once.</summary>
internal sealed class ContactCenterOptionsValidator : IValidateOptions<ContactCenterDirectoryOptions>
{
    private static readonly FrozenSet<string> Own = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, GwsClient.ContactCenterIdHeader, "Accept", "Connection", "Host", "Transfer-Encoding", "Upgrade", "Expect", "TE", "Trailer", "traceparent");

    public ValidateOptionsResult Validate(string? name, ContactCenterDirectoryOptions options)
    {
        var faults = options.Centers.SelectMany(c => Faults($"{ContactCenterOptions.Section}:{c.Key}", c.Key, c.Value))
            .Concat(options.Doubled.Select(name => $"{ContactCenterOptions.Section}:{name}: another contact centre has the same id."))
            .Concat(HandOverFaults(options.Centers)).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(string section, string id, ContactCenterOptions center)
    {
        if (id.Length > 64 || id.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
        {
            yield return $"{section}: an id may have at most 64 letters, digits, '-', '_' and '.'.";
        }

        if (center.BaseAddress is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            yield return $"{section}:BaseAddress must be an absolute http(s) address.";
        }
        else if (!GwsPath.TryResolve(center.BaseAddress, center.Root, out _))
        {
            yield return $"{section}:ChatsPath must be a rooted path, such as {new ContactCenterOptions { Protocol = center.Protocol }.Root}.";
        }

        if (center.Timeout < TimeSpan.FromSeconds(1) || center.Timeout > TimeSpan.FromSeconds(30))
        {
            yield return $"{section}:Timeout must be between 00:00:01 and 00:00:30.";
        }

        if (center.OpenTimeout < TimeSpan.FromSeconds(30) || center.OpenTimeout > TimeSpan.FromMinutes(2))
        {
            yield return $"{section}:OpenTimeout must be between 00:00:30 and 00:02:00.";
        }

        foreach (var (setting, _, _) in center.RequestHeaders.Where(h => !IsHeader(h.Name) || h.Value is not { Length: > 0 and <= 4_096 } || h.Value.Any(c => c is < ' ' or > '~')))
        {
            yield return $"{section}:Headers:{setting}: the name must be a header that the relay does not set itself, and the value must have 1 to 4096 ASCII characters. If the setting's name is a number, write 'Name: value'.";
        }

        foreach (var doubled in center.RequestHeaders.GroupBy(h => h.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Key.Length > 0).SelectMany(g => g.Skip(1)))
        {
            yield return $"{section}:Headers:{doubled.Setting}: another setting has the same header.";
        }

        foreach (var fault in HoursFaults(center))
        {
            yield return $"{section}:{fault}";
        }

        foreach (var fault in ProtocolFaults(section, center))
        {
            yield return fault;
        }

        if (center.SiteSecrets.Any(s => s.Length is < 32 or > 512))
        {
            yield return $"{section}:SiteSecrets: each must have 32 to 512 characters.";
        }

        foreach (var origin in center.AllowedOrigins.Where(o => !OriginPattern.TryParse(o, out _)))
        {
            yield return $"{section}:AllowedOrigins: '{origin}' is neither an exact origin, nor https://*.example.com, nor a loopback origin with the port *.";
        }
    }

    private static IEnumerable<string> HoursFaults(ContactCenterOptions center)
    {
        var faults = new List<string>();
        HoursReader.Read(center.Hours, refuses: false, faults);
        return faults.Select(f => f.StartsWith(nameof(center.Hours), StringComparison.Ordinal) ? f : $"{nameof(center.Hours)}:{f}")
            .Concat(Enum.IsDefined(center.WhenClosed) ? [] : [$"{nameof(center.WhenClosed)} must be keep or refuse."]);
    }

    private static IEnumerable<string> ProtocolFaults(string section, ContactCenterOptions center)
    {
        if (!Enum.IsDefined(center.Protocol))
        {
            yield return $"{section}:Protocol must be gws, gms or directline.";
        }

        if (center.Protocol != ContactCenterProtocol.DirectLine && (center.Secret ?? center.TokenAddress?.ToString()) is not null)
        {
            yield return $"{section}:Secret and TokenAddress are for the protocol directline only.";
        }

        if (center.Secret is { } secret && (secret.Length is < 1 or > 4_096 || secret.Any(c => c is <= ' ' or > '~')))
        {
            yield return $"{section}:Secret must have 1 to 4096 ASCII characters, without spaces.";
        }

        if (center.TokenAddress is { } address && (center.Secret is not null || !(address is { IsAbsoluteUri: true, Scheme: "https" } || address is { IsAbsoluteUri: true, IsLoopback: true })))
        {
            yield return $"{section}:TokenAddress must be an absolute https address, and Secret must not be set beside it.";
        }

        if (center.MaxFile is < 0 or > 25_000_000)
        {
            yield return $"{section}:MaxFile must be 0 to 25000000 bytes.";
        }

        if (center.HandOverText?.Length > 1_000)
        {
            yield return $"{section}:HandOverText may have at most 1000 characters.";
        }
    }

    /// <summary>Hand-overs must not lead in a circle: a chat must not come back to a contact centre that it was at before.</summary>
    private static IEnumerable<string> HandOverFaults(IDictionary<string, ContactCenterOptions> centers)
    {
        foreach (var (id, center) in centers)
        {
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { id };
            for (var next = center.HandOverTo; next is not null; next = centers[next].HandOverTo)
            {
                if (!centers.ContainsKey(next))
                {
                    yield return $"{ContactCenterOptions.Section}:{id}:HandOverTo: there is no contact centre '{next}'.";
                    break;
                }

                if (!seen.Add(next))
                {
                    yield return $"{ContactCenterOptions.Section}:{id}:HandOverTo leads in a circle.";
                    break;
                }
            }
        }
    }

    /// <summary>Whether a name is valid as a header's name, and the header is not one that the relay or the connection sets itself.</summary>
    private static bool IsHeader(string name) =>
        name.Length is > 0 and <= 64
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        && !name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
        && !Own.Contains(name);
}
