using CustomerChat.Files;

namespace CustomerChat.Channels.Accounts;

/// <summary>
/// Which files a channel takes as messages of its own, by link. Larger files and files of other kinds go as a link in a text. Pure.
/// </summary>
internal static class MediaLimits
{
    private const long Mega = 1_000_000;

    /// <summary>
    /// The kind of the WhatsApp message for a file; null = none
    /// (https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media).
    /// </summary>
    public static string? WhatsApp(LinkedFile file) => file.Type switch
    {
        { Media: "image/jpeg" or "image/png" } => file.Size <= 5 * Mega ? "image" : null,
        { Media: "audio/aac" or "audio/amr" or "audio/mpeg" or "audio/mp4" or "audio/ogg" } => file.Caption is null && file.Size <= 16 * Mega ? "audio" : null,
        { Media: "video/mp4" or "video/3gpp" } => file.Size <= 16 * Mega ? "video" : null,
        { Group: FileGroup.Pdf or FileGroup.Office } or { Media: "text/plain" } => file.Size <= 100 * Mega ? "document" : null,
        _ => null,
    };

    /// <summary>
    /// The type of the Messenger attachment for a file; null = none. A file with a caption gets none: the caption would be a message of its
    /// own, which might be sent twice.
    /// </summary>
    public static string? Messenger(LinkedFile file) => file.Caption is not null ? null : file.Type.Group switch
    {
        FileGroup.Image => file.Size <= 8 * Mega ? "image" : null,
        _ when file.Size > 25 * Mega => null,
        FileGroup.Audio => "audio",
        FileGroup.Video => "video",
        FileGroup.Pdf or FileGroup.Office or FileGroup.Text or FileGroup.VCard => "file",
        _ => null,
    };

    /// <summary>
    /// Telegram's method and field for a file; null = none (https://core.telegram.org/bots/api#sending-files). By link, Telegram takes only
    /// a few kinds of documents.
    /// </summary>
    public static (string Method, string Field)? Telegram(LinkedFile file) => file.Caption?.Length > 1_024 ? null : file.Type.Media switch
    {
        "image/jpeg" or "image/png" or "image/webp" => file.Size <= 5 * Mega ? ("sendPhoto", "photo") : null,
        _ when file.Size > 20 * Mega => null,
        "audio/mpeg" or "audio/mp4" => ("sendAudio", "audio"),
        "audio/ogg" => ("sendVoice", "voice"),
        "video/mp4" => ("sendVideo", "video"),
        "image/gif" => ("sendAnimation", "animation"),
        "application/pdf" => ("sendDocument", "document"),
        _ => null,
    };

    /// <summary>Whether Twilio takes the file (https://www.twilio.com/docs/messaging/guides/accepted-mime-types).</summary>
    /// <param name="isWhatsApp">The file goes to WhatsApp, not as an MMS.</param>
    public static bool Twilio(LinkedFile file, bool isWhatsApp) => isWhatsApp
        ? WhatsApp(file) is not null && file.Size <= 16 * Mega
        : file.Type.Media is "image/jpeg" or "image/png" or "image/gif" ? file.Size <= 5 * Mega
        : file.Size <= Mega / 2 && file.Type.Group is FileGroup.Image or FileGroup.Audio or FileGroup.Video or FileGroup.Pdf or FileGroup.VCard or FileGroup.Text;
}
