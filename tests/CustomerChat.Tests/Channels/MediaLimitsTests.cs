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
    public void Kind_OfAFile_IsWithinTheChannelsLimits(
        string media, long size, string? caption, string? whatsApp, string? messenger, string? telegram, bool mms, bool twilioWhatsApp)
    {
        var file = new LinkedFile(new("https://relay.example/x"), "x", FileTypes.Of(media)!, size, caption);
        Assert.Equal(
            (whatsApp, messenger, telegram, mms, twilioWhatsApp),
            (MediaLimits.WhatsApp(file), MediaLimits.Messenger(file), MediaLimits.Telegram(file)?.Field, MediaLimits.Twilio(file, false), MediaLimits.Twilio(file, true)));
    }
}
