using System.Globalization;
using System.Text.Json;
using CustomerChat.ContactCenter.Http;
using CustomerChat.Turn;

namespace CustomerChat.ContactCenter.Gms;

/// <summary>
/// The files that a GMS chat still takes, from the reply to <c>file/limits</c>: a notice with numbers as strings. A limit that the reply does not name does not
/// apply. Pure.
/// </summary>
internal sealed record GmsFileLimits(long Files, long Bytes, long BytesInAll, IReadOnlyCollection<string>? Extensions, bool NeedsAgent)
{
    public static GmsFileLimits Of(GmsReply reply)
    {
        var data = Entries.Of(reply.Messages, GmsContext.Default.GmsMessage, _ => new GmsMessage()).Select(m => m.UserData).FirstOrDefault(d => d?.ValueKind == JsonValueKind.Object);
        return new(
            Number("upload-max-files", long.MaxValue) - Number("used-upload-max-files", 0),
            Number("upload-max-file-size", long.MaxValue),
            Number("upload-max-total-size", long.MaxValue) - Number("used-upload-max-total-size", 0),
            Text("upload-file-types")?.Split(':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            string.Equals(Text("upload-need-agent"), "true", StringComparison.OrdinalIgnoreCase));

        string? Text(string name) => data is { } found ? Entries.Text(found, name) : null;

        long Number(string name, long unknown) => long.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : unknown;
    }

    /// <summary>Whether a file may be uploaded. Where an upload needs an agent in the chat, the file goes as a link, because a link can be sent at once.</summary>
    public bool Allow(UpstreamFile file) => !NeedsAgent && Files > 0 && file.Size <= Bytes && file.Size <= BytesInAll
        && Extensions?.Contains(Path.GetExtension(file.Name).TrimStart('.'), StringComparer.OrdinalIgnoreCase) != false;
}
