using CustomerChat.Chats;
using FsCheck.Xunit;

namespace CustomerChat.Tests.Chats;

public class TextsTests
{
    [Property(MaxTest = 500)]
    public bool Split_AnyText_LosesNothingAndCutsNoPair(string? text, byte limit)
    {
        var whole = string.Concat((text ?? "").Select((c, i) => i % 3 == 0 ? "😀" : c.ToString()));
        var parts = Texts.Split(whole, Math.Max((int)limit, 2)).ToList();
        return string.Concat(parts) == whole
            && parts.All(p => p.Length <= Math.Max((int)limit, 2))
            && parts.Zip(parts.Skip(1)).All(p => !(char.IsHighSurrogate(p.First[^1]) && char.IsLowSurrogate(p.Second[0])));
    }

    [Theory]
    [InlineData("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 12, "👨‍👩‍👧‍👦|👨‍👩‍👧‍👦")]
    [InlineData("👍🏽👍🏽", 6, "👍🏽|👍🏽")]
    [InlineData("e\u0301e\u0301e\u0301", 3, "e\u0301|e\u0301|e\u0301")]
    [InlineData("🇩🇪🇨🇭", 5, "🇩🇪|🇨🇭")]
    [InlineData("a\r\nb", 2, "a|\r\n|b")]
    [InlineData("😀😀😀", 3, "😀|😀|😀")]
    [InlineData("👨‍👩‍👧‍👦", 4, "👨‍|👩‍|👧‍|👦")]
    public void Split_BetweenGraphemes_CutsNoneThatFits(string text, int limit, string parts)
    {
        Assert.Equal(parts.Split('|'), Texts.Split(text, limit));
        Assert.Equal(text, string.Concat(Texts.Split(text, limit)));
    }

    [Theory]
    [InlineData("👍🏽👍🏽👍🏽", 9, "👍🏽👍🏽|👍🏽")]
    [InlineData("one two 👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 12, "one two|👨‍👩‍👧‍👦|👨‍👩‍👧‍👦")]
    public void SplitWords_BetweenGraphemes_CutsNoneThatFits(string text, int limit, string parts) => Assert.Equal(parts.Split('|'), Texts.SplitWords(text, limit));

    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("a longer text", 9, "a longer…")]
    [InlineData("👍🏽👍🏽", 7, "👍🏽…")]
    public void Shorten_AText_EndsBetweenGraphemesWithAnEllipsis(string text, int limit, string expected) => Assert.Equal(expected, Texts.Shorten(text, limit));
}
