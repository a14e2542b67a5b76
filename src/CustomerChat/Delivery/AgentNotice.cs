using System.Globalization;
using CustomerChat.Chats;

namespace CustomerChat.Delivery;

/// <summary>A notice to an agent about texts that did not reach their receiver.</summary>
/// <param name="Key">The key of the notice. A second notice with the same key changes nothing, so the agent is told once.</param>
/// <param name="Text">What the agent reads.</param>
public sealed record AgentNotice(string Key, string Text)
{
    private const int MaxQuote = 80;
    private const int MaxReason = 400;

    /// <summary>The notice that a text will never be delivered to the customer.</summary>
    /// <param name="entry">The entry with the text.</param>
    /// <param name="reason">Why, in the provider's words or the relay's; null = not known.</param>
    public static AgentNotice NotDelivered(ChatEntry entry, string? reason) => new(
        string.Create(CultureInfo.InvariantCulture, $"undelivered-{entry.Index}"),
        $"Not delivered{Quote(entry.Text ?? entry.Url)}{Because(reason)}");

    /// <summary>The notice that a text is held until the customer writes again.</summary>
    /// <param name="entry">The entry with the text.</param>
    public static AgentNotice Held(ChatEntry entry) => new(
        string.Create(CultureInfo.InvariantCulture, $"held-{entry.Index}"),
        $"Not delivered yet{Quote(entry.Text ?? entry.Url)}. The customer has not written for too long; it is delivered when they write again. The template was sent to the customer.");

    /// <summary>The notice that the agent will not get texts of the customer.</summary>
    /// <param name="first">The index of the first of these entries.</param>
    /// <param name="count">The number of entries.</param>
    /// <param name="reason">Why the agent does not get them.</param>
    public static AgentNotice NotPassedOn(long first, int count, string reason) => new(
        string.Create(CultureInfo.InvariantCulture, $"not-passed-on-{first}"),
        (count == 1 ? "A message of the customer could not be passed on to you" : $"{count} messages of the customer could not be passed on to you") + Because(reason));

    private static string Quote(string? text) => string.IsNullOrWhiteSpace(text) ? "" : $": \"{Short(text.ReplaceLineEndings(" ").Trim(), MaxQuote)}\"";

    private static string Because(string? reason) => string.IsNullOrWhiteSpace(reason) ? "." : $" ({Short(reason.TrimEnd('.'), MaxReason)}).";

    private static string Short(string text, int length) => text.Length <= length ? text : Texts.Split(text, length - 1).First() + "…";
}
