using Microsoft.Extensions.Options;

namespace CustomerChat.SelfHost;

/// <summary>Collects what is wrong with the settings: every fault of every section.</summary>
internal static class SettingsFaults
{
    public static IReadOnlyList<string> Of(Exception exception) => exception switch
    {
        OptionsValidationException one => [.. one.Failures],
        AggregateException many => [.. many.InnerExceptions.SelectMany(Of)],
        _ => [],
    };
}
