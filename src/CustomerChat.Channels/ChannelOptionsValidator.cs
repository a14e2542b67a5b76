using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CustomerChat.Channels;

/// <summary>Reports all faults of all accounts at once.</summary>
internal sealed class ChannelOptionsValidator(IConfiguration configuration, IHostEnvironment environment) : IValidateOptions<ChannelOptions>
{
    public ValidateOptionsResult Validate(string? name, ChannelOptions options)
    {
        var faults = Faults(nameof(options.Sms), options.Sms)
            .Concat(Faults(nameof(options.WhatsApp), options.WhatsApp))
            .Concat(Faults(nameof(options.Messenger), options.Messenger))
            .Concat(Faults(nameof(options.Telegram), options.Telegram))
            .Concat(Faults(nameof(options.Webhook), options.Webhook))
            .Concat(options.Webhook.SelectMany(w => Callback(w.Key, w.Value.CallbackUrl)))
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults<TOptions>(string channel, IEnumerable<KeyValuePair<string, TOptions>> accounts)
        where TOptions : AccountOptions =>
        accounts.SelectMany(a => a.Value.Faults()
            .Concat(a.Key.Length <= 64 && a.Key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                ? []
                : ["An account's name may have at most 64 letters, digits, '-' and '_'."])
            .Concat(string.IsNullOrWhiteSpace(a.Value.ContactCenterId) || IsKnown(configuration, a.Value.ContactCenterId)
                ? []
                : ["ContactCenterId must be the id of a contact centre in the settings."])
            .Select(fault => $"{ChannelOptions.Section}:{channel}:{a.Key}:{fault}"));

    private IEnumerable<string> Callback(string account, Uri? address) =>
        address is not null && PublicAddress.Fault(address, environment.IsDevelopment()) is { } fault
            ? [$"{ChannelOptions.Section}:Webhook:{account}:CallbackUrl {fault}"]
            : [];

    /// <summary>A contact centre's id is its <c>Id</c> in the settings. If it has none, its name there is the id.</summary>
    private static bool IsKnown(IConfiguration configuration, string id) => configuration.GetSection("ContactCenters").GetChildren()
        .Any(c => string.Equals(string.IsNullOrEmpty(c["Id"]) ? c.Key : c["Id"], id, StringComparison.OrdinalIgnoreCase));
}
