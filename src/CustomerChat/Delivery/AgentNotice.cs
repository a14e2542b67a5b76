using System.Globalization;
using CustomerChat.Chats;

namespace CustomerChat.Delivery;

/// <summary>What an agent is told of words that did not get through.</summary>
/// <param name="Key">It is told once: a second notice with the same key changes nothing.</param>
/// <param name="Text">What the agent reads.</param>
public sealed record AgentNotice(string Key, string Text)
{
    private const int MaxQuote = 80;
    private const int MaxReason = 400;

    /// <summary>Something that the customer was to read is not delivered, for good.</summary>
    /// <param name="entry">What was said.</param>
    /// <param name="reason">Why, in the provider's words or ours.</param>
    public static AgentNotice NotDelivered(ChatEntry entry, string? reason) => new(
        string.Create(CultureInfo.InvariantCulture, $"undelivered-{entry.Index}"),
        $"Not delivered{Quote(entry.Text ?? entry.Url)}{Because(reason)}");

    /// <summary>Something that the customer is to read waits until they write again.</summary>
    /// <param name="entry">What was said.</param>
    public static AgentNotice Held(ChatEntry entry) => new(
        string.Create(CultureInfo.InvariantCulture, $"held-{entry.Index}"),
        $"Held{Quote(entry.Text ?? entry.Url)}. The customer has not written for too long; it is delivered when they write again. They were sent a template.");

    /// <summary>Something that the customer wrote does not reach the agent.</summary>
    /// <param name="first">The first entry.</param>
    /// <param name="count">How many entries.</param>
    /// <param name="reason">Why.</param>
    public static AgentNotice NotPassedOn(long first, int count, string reason) => new(
        string.Create(CultureInfo.InvariantCulture, $"not-passed-on-{first}"),
        (count == 1 ? "A message of the customer could not be passed on to you" : $"{count} messages of the customer could not be passed on to you") + Because(reason));

    private static string Quote(string? text) => string.IsNullOrWhiteSpace(text) ? "" : $": \"{Short(text.ReplaceLineEndings(" ").Trim(), MaxQuote)}\"";

    private static string Because(string? reason) => string.IsNullOrWhiteSpace(reason) ? "." : $" ({Short(reason.TrimEnd('.'), MaxReason)}).";

    private static string Short(string text, int length) => text.Length <= length ? text : Texts.Split(text, length - 1).First() + "…";
}
