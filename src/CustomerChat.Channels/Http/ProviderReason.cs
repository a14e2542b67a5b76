using System.Text.RegularExpressions;
using CustomerChat.Channels.Inbound;

namespace CustomerChat.Channels.Http;

/// <summary>
/// A provider's code with its own words, fit for logs and pages: on one line, short, without telephone numbers, tokens, addresses or mail
/// addresses, which some providers repeat in their errors. Pure.
/// </summary>
internal static partial class ProviderReason
{
    private const int MaxWords = 300;

    /// <summary><c>code: words</c>, or the one of them that exists; null when there is neither.</summary>
    public static string? Of(string? code, params IEnumerable<string?> words)
    {
        var said = string.Join(' ', words.Where(w => !string.IsNullOrWhiteSpace(w)).Select(w => Clean(w!)).Distinct(StringComparer.OrdinalIgnoreCase));
        var short_ = code is null ? null : Leaves.Clean(code, 40);
        return said.Length == 0 ? short_ : short_ is null ? said : $"{short_}: {said}";
    }

    private static string Clean(string words) => Number().Replace(Word().Replace(Leaves.Clean(words.Trim(), MaxWords), "…"), "…");

    /// <summary>A telephone number or an id: seven digits or more, grouped or not.</summary>
    [GeneratedRegex(@"\+?\d(?:[ .()/-]{0,2}\d){6,}", RegexOptions.CultureInvariant, 100)]
    private static partial Regex Number();

    /// <summary>A token, a link, a mail address.</summary>
    [GeneratedRegex(@"[^\s""'<>]*(?:@|://)[^\s""'<>]*|[A-Za-z0-9_\-:.|+/=]{24,}", RegexOptions.CultureInvariant, 100)]
    private static partial Regex Word();
}
