using System.Collections.Immutable;
using System.Globalization;

namespace CustomerChat.Chats;

/// <content>Answers that a bot offers.</content>
public sealed partial record Chat
{
    /// <summary>The most choices of one message that are kept.</summary>
    public const int MaxChoices = 20;

    /// <summary>The answers that the last text from the contact centre offers.</summary>
    public ImmutableArray<Choice> Choices { get; init; } = [];

    /// <summary>
    /// What the contact centre gets when the customer's text names one of the choices, by its number or its title; null = it gets the text
    /// itself.
    /// </summary>
    private string? Chosen(string text)
    {
        var answer = text.Trim();
        return Choices.IsEmpty ? null
            : Choices.FirstOrDefault(c => string.Equals(c.Title, answer, StringComparison.InvariantCultureIgnoreCase)) is { } titled ? titled.Value
            : int.TryParse(answer.TrimEnd('.', ')'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= Choices.Length ? Choices[number - 1].Value
            : null;
    }
}
