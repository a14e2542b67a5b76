using System.Reflection;
using System.Text.RegularExpressions;
using CustomerChat.Channels.Events;
using CustomerChat.Channels.Messenger;
using CustomerChat.Channels.SignedWebhook;
using CustomerChat.Channels.Telegram;
using CustomerChat.Channels.TwilioSms;
using CustomerChat.Channels.WhatsApp;
using CustomerChat.ContactCenter;
using CustomerChat.ContactCenter.Hours;
using CustomerChat.Files;
using CustomerChat.Intake;
using CustomerChat.Operating;
using CustomerChat.Sandbox;
using CustomerChat.Storage;
using CustomerChat.Turn;

namespace CustomerChat.Tests.App;

/// <summary>The table of docs/settings.md names every setting of the options' types, and no other.</summary>
public partial class SettingsTableTests
{
    /// <summary>Settings that are read one by one.</summary>
    private static readonly string[] Single =
    [
        "Ops:Key", "Ops:Keys:{name}", "Ops:SignInRole", "urls", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG", "Telemetry:ApplicationInsights",
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
    ];

    [Fact]
    public void Table_OfTheReadme_NamesEverySettingAndNoOther()
    {
        var table = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Root", "settings.md"))
            .SkipWhile(l => !l.StartsWith("| Setting |", StringComparison.Ordinal)).Skip(2).TakeWhile(l => l.StartsWith('|'))
            .SelectMany(Names).ToHashSet(StringComparer.Ordinal);
        var types = new[]
        {
            Of<ContactCenterOptions>("ContactCenters:{id}"), Of<HoursOptions>("ContactCenters:{id}:Hours"), Of<StorageOptions>("Storage"), Of<RelayOptions>("Relay"), Of<RetentionOptions>("Retention"),
            Of<LimitOptions>("Limits"), Of<SmsOptions>("Channels:Sms:{account}"), Of<WhatsAppOptions>("Channels:WhatsApp:{account}"),
            Of<MessengerOptions>("Channels:Messenger:{account}"), Of<TelegramOptions>("Channels:Telegram:{account}"), Of<WebhookOptions>("Channels:Webhook:{account}"),
            Of<EventEndpointOptions>("Events:{endpoint}"),
            Of<SandboxOptions>("Sandbox"), Of<ChatFileOptions>("Files"), Single,
        };
        var common = table.Where(t => t.StartsWith("Channels:{Channel}:{account}:", StringComparison.Ordinal)).Select(t => t[(t.LastIndexOf(':') + 1)..]).ToHashSet();
        var expected = types.SelectMany(t => t)
            .Where(s => !(s.StartsWith("Channels:", StringComparison.Ordinal) && common.Contains(s[(s.LastIndexOf(':') + 1)..])))
            .Concat(common.Select(c => "Channels:{Channel}:{account}:" + c));

        Assert.Equal(expected.Order(StringComparer.Ordinal), table.Order(StringComparer.Ordinal));
    }

    private static string[] Of<T>(string section) =>
        [.. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite || p.PropertyType.IsGenericType).Select(p => $"{section}:{p.Name}")];

    /// <summary>A row's settings: one, several of one section, or a section whose settings stand in its text.</summary>
    private static IEnumerable<string> Names(string row)
    {
        var cells = row.Split('|');
        var names = Code().Matches(cells[1]).Select(m => m.Groups[1].Value).ToList();
        if (names[0].EndsWith(":…", StringComparison.Ordinal))
        {
            return Code().Matches(cells[2]).Select(m => m.Groups[1].Value).Where(n => Name().IsMatch(n)).Select(n => names[0][..^1] + n);
        }

        var section = names[0].Contains(':', StringComparison.Ordinal) ? names[0][..(names[0].LastIndexOf(':') + 1)] : "";
        return names.Select(n => n.Contains(':', StringComparison.Ordinal) || n == names[0] ? n : section + n)
            .Select(n => n.Replace(":0…", "", StringComparison.Ordinal).Replace("Agents:{user}", "Agents", StringComparison.Ordinal)
                .Replace("Headers:{name}", "Headers", StringComparison.Ordinal));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("^[A-Z][A-Za-z]+$")]
    private static partial Regex Name();
}
