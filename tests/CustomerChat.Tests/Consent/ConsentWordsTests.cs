using CustomerChat.Consent;
using FsCheck.Xunit;

namespace CustomerChat.Tests.Consent;

public class ConsentWordsTests
{
    [Theory]
    [InlineData("STOP", ConsentIntent.Stop)]
    [InlineData("stop", ConsentIntent.Stop)]
    [InlineData(" Stop! ", ConsentIntent.Stop)]
    [InlineData("\"STOP\"", ConsentIntent.Stop)]
    [InlineData("Stop.\n", ConsentIntent.Stop)]
    [InlineData("STOP 🙏", ConsentIntent.Stop)]
    [InlineData("🛑️ stop", ConsentIntent.Stop)]
    [InlineData("ＳＴＯＰ", ConsentIntent.Stop)]
    [InlineData("ｓｔｏｐ！", ConsentIntent.Stop)]
    [InlineData("𝐒𝐓𝐎𝐏", ConsentIntent.Stop)]
    [InlineData("Ⓢⓣⓞⓟ", ConsentIntent.Stop)]
    [InlineData("🆂🆃🅾🅿", ConsentIntent.Stop)]
    [InlineData("st\u200bop", ConsentIntent.Stop)]
    [InlineData("\ufeffSTOP", ConsentIntent.Stop)]
    [InlineData("stop all", ConsentIntent.Stop)]
    [InlineData("STOPALL", ConsentIntent.Stop)]
    [InlineData("Unsubscribe", ConsentIntent.Stop)]
    [InlineData("cancel", ConsentIntent.Stop)]
    [InlineData("end", ConsentIntent.Stop)]
    [InlineData("quit", ConsentIntent.Stop)]
    [InlineData("revoke", ConsentIntent.Stop)]
    [InlineData("optout", ConsentIntent.Stop)]
    [InlineData("Opt out", ConsentIntent.Stop)]
    [InlineData("OPT-OUT", ConsentIntent.Stop)]
    [InlineData("start", ConsentIntent.Start)]
    [InlineData("Yes.", ConsentIntent.Start)]
    [InlineData("UNSTOP", ConsentIntent.Start)]
    [InlineData("help?", ConsentIntent.Help)]
    [InlineData("Info", ConsentIntent.Help)]
    [InlineData("stop please", null)]
    [InlineData("please stop it", null)]
    [InlineData("don't stop", null)]
    [InlineData("stopp", null)]
    [InlineData("yes please", null)]
    [InlineData("", null)]
    [InlineData("!!!", null)]
    [InlineData("\ud800", null)]
    [InlineData(null, null)]
    public void Sms_AWholeMessage_IsAWordOrNot(string? text, ConsentIntent? expected) => Assert.Equal(expected, ConsentWords.Sms.Find(text));

    [Theory]
    [InlineData("stop", ConsentIntent.Stop)]
    [InlineData("unsubscribe", ConsentIntent.Stop)]
    [InlineData("/stop", ConsentIntent.Stop)]
    [InlineData("/start", ConsentIntent.Start)]
    [InlineData("cancel", null)]
    [InlineData("end", null)]
    [InlineData("yes", null)]
    [InlineData("help", null)]
    public void Chat_AWholeMessage_IsAWordThatCanMeanNothingElse(string text, ConsentIntent? expected) => Assert.Equal(expected, ConsentWords.Chat.Find(text));

    [Theory]
    [InlineData("Arrêt", ConsentIntent.Stop)]
    [InlineData("ARRÊT", ConsentIntent.Stop)]
    [InlineData("arre\u0302t", ConsentIntent.Stop)]
    [InlineData("arret", ConsentIntent.Stop)]
    [InlineData("停止", ConsentIntent.Stop)]
    [InlineData("Oui", ConsentIntent.Start)]
    [InlineData("Aide", ConsentIntent.Help)]
    [InlineData("stop", ConsentIntent.Stop)]
    public void With_WordsOfAnotherLanguage_FindsThemToo(string text, ConsentIntent expected) =>
        Assert.Equal(expected, ConsentWords.Sms.With(["arrêt", "停止"], ["oui"], ["aide"]).Find(text));

    [Property(MaxTest = 2_000)]
    public bool Find_AnyText_NeverThrows(string? text)
    {
        _ = ConsentWords.Sms.Find(text);
        return true;
    }
}
