using CustomerChat.App.DirectLine;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.App.DirectLine;

public class ConversationTokensTests
{
    private static readonly DirectLineConversation Conversation = new("11111111-2222-4333-8444-555555555555", "center", "user");

    private readonly FakeTimeProvider _time = new();
    private readonly ConversationTokens _tokens;

    public ConversationTokensTests() => _tokens = new ConversationTokens(new EphemeralDataProtectionProvider(), _time);

    [Fact]
    public void Open_WithinItsTime_GivesWhatWasSealed_AndNotAfter()
    {
        var token = _tokens.Seal(Conversation);
        _time.Advance(ConversationTokens.Lifetime - TimeSpan.FromSeconds(1));
        Assert.Equal(Conversation, _tokens.Open(token));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_tokens.Open(token));
    }

    [Fact]
    public void Open_AnyCharacterChanged_GivesNothing()
    {
        var token = _tokens.Seal(Conversation);
        for (var i = 0; i < token.Length - 1; i++)
        {
            Assert.Null(_tokens.Open(token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..]));
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("not base64 !")]
    [InlineData("undefined")]
    public void Open_NotOneOfOurs_GivesNothing(string token) => Assert.Null(_tokens.Open(token));

    [Fact]
    public void Open_SealedByOthersKeys_GivesNothing() =>
        Assert.Null(_tokens.Open(new ConversationTokens(new EphemeralDataProtectionProvider(), _time).Seal(Conversation)));

    [Fact]
    public void Seal_Twice_TellsNothingOfItsContent()
    {
        var token = _tokens.Seal(Conversation);
        Assert.NotEqual(token, _tokens.Seal(Conversation));
        Assert.DoesNotContain("center", System.Text.Encoding.UTF8.GetString(Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlDecode(token)), StringComparison.Ordinal);
    }
}
