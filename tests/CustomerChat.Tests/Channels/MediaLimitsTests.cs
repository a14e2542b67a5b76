using CustomerChat.Channels.Accounts;
using CustomerChat.Files;

namespace CustomerChat.Tests.Channels;

public class MediaLimitsTests
{
    [Theory]
    [InlineData("image/jpeg", 5_000_000, null, "image", "image", "photo", true, true)]
    [InlineData("image/jpeg", 5_000_001, null, null, "image", null, false, false)]
    [InlineData("image/gif", 100, null, null, "image", "animation", true, false)]
    [InlineData("audio/ogg", 100, null, "audio", "audio", "voice", true, true)]
    [InlineData("audio/ogg", 600_000, "listen", null, null, "voice", false, false)]
    [InlineData("video/mp4", 16_000_001, null, null, "video", "video", false, false)]
    [InlineData("application/pdf", 100, "the form", "document", null, "document", true, true)]
    [InlineData("application/pdf", 90_000_000, null, "document", null, null, false, false)]
    [InlineData("text/html", 100, null, null, null, null, false, false)]
    [InlineData("image/png", 5_000_000, null, "image", "image", "photo", true, true)]
    [InlineData("image/jpeg", 8_000_000, null, null, "image", null, false, false)]
    [InlineData("image/jpeg", 8_000_001, null, null, null, null, false, false)]
    [InlineData("image/webp", 100, null, null, "image", "photo", true, false)]
    [InlineData("image/gif", 20_000_001, null, null, null, null, false, false)]
    [InlineData("image/gif", 5_000_000, null, null, "image", "animation", true, false)]
    [InlineData("audio/aac", 16_000_000, null, "audio", "audio", null, false, true)]
    [InlineData("audio/amr", 500_000, null, "audio", "audio", null, true, true)]
    [InlineData("audio/mpeg", 500_001, null, "audio", "audio", "audio", false, true)]
    [InlineData("audio/mp4", 16_000_001, null, null, "audio", "audio", false, false)]
    [InlineData("video/mp4", 16_000_000, null, "video", "video", "video", false, true)]
    [InlineData("video/3gpp", 100, null, "video", "video", null, true, true)]
    [InlineData("video/mp4", 25_000_001, null, null, null, null, false, false)]
    [InlineData("video/mp4", 20_000_000, null, null, "video", "video", false, false)]
    [InlineData("application/pdf", 20_000_000, null, "document", "file", "document", false, false)]
    [InlineData("application/pdf", 100_000_000, null, "document", null, null, false, false)]
    [InlineData("application/pdf", 100_000_001, null, null, null, null, false, false)]
    [InlineData("text/plain", 100, null, "document", "file", null, true, true)]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document", 100, null, "document", "file", null, false, true)]
    public void Kind_OfAFile_IsWithinTheChannelsLimits(
        string media, long size, string? caption, string? whatsApp, string? messenger, string? telegram, bool mms, bool twilioWhatsApp)
    {
        var file = new LinkedFile(new("https://relay.example/x"), "x", FileTypes.Of(media)!, size, caption);
        Assert.Equal(
            (whatsApp, messenger, telegram, mms, twilioWhatsApp),
            (MediaLimits.WhatsApp(file), MediaLimits.Messenger(file), MediaLimits.Telegram(file)?.Field, MediaLimits.Twilio(file, false), MediaLimits.Twilio(file, true)));
    }

    /// <summary>Telegram's captions have a limit of their own: with a longer one, the file goes as a link.</summary>
    [Theory]
    [InlineData(1_024, "sendDocument")]
    [InlineData(1_025, null)]
    public void Telegram_AFileWithALongCaption_IsALink(int length, string? method) =>
        Assert.Equal(method, MediaLimits.Telegram(new LinkedFile(new("https://relay.example/x"), "x", FileTypes.Of("application/pdf")!, 100, new string('c', length)))?.Method);

    [Theory]
    [InlineData("image/jpeg", "sendPhoto")]
    [InlineData("image/gif", "sendAnimation")]
    [InlineData("audio/mpeg", "sendAudio")]
    [InlineData("audio/ogg", "sendVoice")]
    [InlineData("video/mp4", "sendVideo")]
    public void Telegram_AFile_GoesByTheMethodOfItsKind(string media, string method) =>
        Assert.Equal(method, MediaLimits.Telegram(new LinkedFile(new("https://relay.example/x"), "x", FileTypes.Of(media)!, 100, null))?.Method);
}
