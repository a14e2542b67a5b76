using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace CustomerChat.Files;

/// <summary>
/// The types that the relay knows, with the magic numbers at their beginnings. Pure. Sources: the formats' own specifications and
/// https://www.iana.org/assignments/media-types; the rules for text follow https://mimesniff.spec.whatwg.org.
/// </summary>
public static class FileTypes
{
    /// <summary>How many bytes of a file's beginning are examined.</summary>
    internal const int HeadSize = 4_096;

    internal static readonly FileType Text = new("text/plain", FileGroup.Text, "txt", "csv", "log", "md", "json", "ics", "tsv", "yaml", "yml", "ini");
    internal static readonly FileType Zip = new("application/zip", FileGroup.Other, "zip");
    internal static readonly FileType Ole = new("application/x-ole-storage", FileGroup.Other, "ole");
    internal static readonly FileType Docx = new("application/vnd.openxmlformats-officedocument.wordprocessingml.document", FileGroup.Office, "docx");
    internal static readonly FileType Xlsx = new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", FileGroup.Office, "xlsx");
    internal static readonly FileType Pptx = new("application/vnd.openxmlformats-officedocument.presentationml.presentation", FileGroup.Office, "pptx");
    internal static readonly FileType Doc = new("application/msword", FileGroup.Office, "doc", "dot");
    internal static readonly FileType Xls = new("application/vnd.ms-excel", FileGroup.Office, "xls", "xlt");
    internal static readonly FileType Ppt = new("application/vnd.ms-powerpoint", FileGroup.Office, "ppt", "pps");

    private static readonly FileType Mp4 = new("video/mp4", FileGroup.Video, "mp4", "m4v");
    private static readonly FileType Mp4Audio = new("audio/mp4", FileGroup.Audio, "m4a", "mp4");
    private static readonly FileType WebM = new("video/webm", FileGroup.Video, "webm");
    private static readonly FileType WebMAudio = new("audio/webm", FileGroup.Audio, "webm", "weba");
    private static readonly FileType Ogg = new("audio/ogg", FileGroup.Audio, "ogg", "oga", "opus");
    private static readonly FileType OggVideo = new("video/ogg", FileGroup.Video, "ogv", "ogg");
    private static readonly FileType Mp3 = new("audio/mpeg", FileGroup.Audio, "mp3");
    private static readonly FileType Aac = new("audio/aac", FileGroup.Audio, "aac");
    private static readonly FileType Program = new("application/x-executable", FileGroup.Active, "bin");
    private static readonly FileType Html = new("text/html", FileGroup.Active, "html", "htm");
    private static readonly FileType Svg = new("image/svg+xml", FileGroup.Active, "svg");
    private static readonly FileType Xml = new("application/xml", FileGroup.Active, "xml");
    private static readonly FileType VCard = new("text/vcard", FileGroup.VCard, "vcf", "vcard");

    private static readonly FileType Avif = new("image/avif", FileGroup.Image, "avif");
    private static readonly FileType Heic = new("image/heic", FileGroup.Image, "heic", "heif");
    private static readonly FileType QuickTime = new("video/quicktime", FileGroup.Video, "mov", "qt");
    private static readonly FileType ThreeGp = new("video/3gpp", FileGroup.Video, "3gp", "3gpp");
    private static readonly FileType ThreeGpAudio = new("audio/3gpp", FileGroup.Audio, "3gp", "3gpp");

    /// <summary>The bytes at the very beginning of a file. The first match counts.</summary>
    private static readonly (byte[] Magic, FileType Type)[] Magics =
    [
        ([0xFF, 0xD8, 0xFF], new("image/jpeg", FileGroup.Image, "jpg", "jpeg", "jpe", "jfif")),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], new("image/png", FileGroup.Image, "png")),
        ("GIF87a"u8.ToArray(), new("image/gif", FileGroup.Image, "gif")),
        ("GIF89a"u8.ToArray(), new("image/gif", FileGroup.Image, "gif")),
        ([0x49, 0x49, 0x2A, 0x00], new("image/tiff", FileGroup.Image, "tif", "tiff")),
        ([0x4D, 0x4D, 0x00, 0x2A], new("image/tiff", FileGroup.Image, "tif", "tiff")),
        ("%PDF-"u8.ToArray(), new("application/pdf", FileGroup.Pdf, "pdf")),
        ("ID3"u8.ToArray(), Mp3),
        ([0xFF, 0xFB], Mp3),
        ([0xFF, 0xF3], Mp3),
        ([0xFF, 0xF2], Mp3),
        ([0xFF, 0xF1], Aac),
        ([0xFF, 0xF9], Aac),
        ("fLaC"u8.ToArray(), new("audio/flac", FileGroup.Audio, "flac")),
        ("#!AMR"u8.ToArray(), new("audio/amr", FileGroup.Audio, "amr")),
        ("caff"u8.ToArray(), new("audio/x-caf", FileGroup.Audio, "caf")),
        ([0x00, 0x00, 0x01, 0xBA], new("video/mpeg", FileGroup.Video, "mpg", "mpeg")),
        ([0x00, 0x00, 0x01, 0xB3], new("video/mpeg", FileGroup.Video, "mpg", "mpeg")),
        ("{\\rtf"u8.ToArray(), new("application/rtf", FileGroup.Office, "rtf")),
        ([0x50, 0x4B, 0x03, 0x04], Zip),
        ([0x50, 0x4B, 0x05, 0x06], Zip),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], Ole),
        ([0x1F, 0x8B], new("application/gzip", FileGroup.Other, "gz", "tgz")),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], new("application/x-7z-compressed", FileGroup.Other, "7z")),
        ("Rar!"u8.ToArray(), new("application/vnd.rar", FileGroup.Other, "rar")),
        ("MZ"u8.ToArray(), Program),
        ([0x7F, 0x45, 0x4C, 0x46], Program),
        ([0xCA, 0xFE, 0xBA, 0xBE], Program),
        ([0xFE, 0xED, 0xFA, 0xCE], Program),
        ([0xFE, 0xED, 0xFA, 0xCF], Program),
        ([0xCE, 0xFA, 0xED, 0xFE], Program),
        ([0xCF, 0xFA, 0xED, 0xFE], Program),
        ("#!"u8.ToArray(), Program),
    ];

    /// <summary>An OpenDocument file names its type in its first entry, which is not compressed.</summary>
    private static readonly (string Media, string Extension)[] OpenDocuments =
    [
        ("application/vnd.oasis.opendocument.text", "odt"),
        ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
        ("application/vnd.oasis.opendocument.presentation", "odp"),
    ];

    private static readonly FileType[] ByMedia =
    [
        .. Magics.Select(m => m.Type).Distinct(), Text, Docx, Xlsx, Pptx, Doc, Xls, Ppt, Mp4, Mp4Audio, WebM, WebMAudio, Ogg, OggVideo, Html, Svg, Xml, VCard, Avif, Heic,
        QuickTime, ThreeGp, ThreeGpAudio,
        new("image/webp", FileGroup.Image, "webp"), new("audio/wav", FileGroup.Audio, "wav"), new("video/x-msvideo", FileGroup.Video, "avi"),
        new("video/x-matroska", FileGroup.Video, "mkv"),
        .. OpenDocuments.Select(o => new FileType(o.Media, FileGroup.Office, o.Extension)),
    ];

    /// <summary>The type with a media type such as <c>image/png</c>; null = the relay does not know it.</summary>
    public static FileType? Of(string? media) => media is null ? null
        : Array.Find(ByMedia, t => string.Equals(t.Media, media.Split(';')[0].Trim(), StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The type of a file name's extension; null = the relay does not know it. This is only for files behind a link: the type of a file
    /// that is stored here is found from its content.
    /// </summary>
    public static FileType? OfName(string name) =>
        Path.GetExtension(name) is { Length: > 1 } ending ? Array.Find(ByMedia, t => t.Extensions.Contains(ending[1..], StringComparer.OrdinalIgnoreCase)) : null;

    /// <summary>
    /// The type that the beginning of a file shows. Archives and old Office files can only be told apart by later parts: see <see
    /// cref="FileSniffer"/>.
    /// </summary>
    /// <param name="head">The first bytes, up to <see cref="HeadSize"/>.</param>
    /// <param name="claimed">The media type that the sender gives. It only decides between sound and video in the same container.</param>
    internal static FileType? OfHead(ReadOnlySpan<byte> head, string? claimed)
    {
        var isSound = claimed?.TrimStart().StartsWith("audio/", StringComparison.OrdinalIgnoreCase) is true;
        if (head.Length >= 12 && head[..4].SequenceEqual("RIFF"u8))
        {
            return Encoding.Latin1.GetString(head.Slice(8, 4)) switch
            {
                "WEBP" => Of("image/webp"),
                "WAVE" => Of("audio/wav"),
                "AVI " => Of("video/x-msvideo"),
                _ => null,
            };
        }

        if (head.Length >= 12 && head.Slice(4, 4).SequenceEqual("ftyp"u8) && BinaryPrimitives.ReadUInt32BigEndian(head) is >= 8 and <= 1_024)
        {
            return OfBrand(Encoding.Latin1.GetString(head.Slice(8, 4)), isSound);
        }

        if (head.StartsWith("OggS"u8))
        {
            return head.IndexOf("theora"u8) >= 0 ? OggVideo : Ogg;
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]))
        {
            return head.IndexOf("webm"u8) < 0 ? Of("video/x-matroska") : isSound ? WebMAudio : WebM;
        }

        foreach (var (magic, type) in Magics)
        {
            if (head.StartsWith(magic))
            {
                return type == Zip ? OfZip(head) : type;
            }
        }

        return null;
    }

    /// <summary>The type of a text. It tells markup that can hold scripts from plain text.</summary>
    internal static FileType OfText(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head).TrimStart();
        return text.StartsWith("BEGIN:VCARD", StringComparison.OrdinalIgnoreCase) ? VCard
            : !text.StartsWith('<') ? Text
            : text.Contains("<svg", StringComparison.OrdinalIgnoreCase) ? Svg
            : text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) && !text.Contains("<html", StringComparison.OrdinalIgnoreCase) ? Xml
            : Html;
    }

    /// <summary>The type of a major brand of ISO/IEC 14496-12, as registered at https://mp4ra.org.</summary>
    private static FileType OfBrand(string brand, bool isSound) => brand switch
    {
        "avif" or "avis" => Avif,
        "heic" or "heix" or "heim" or "heis" or "hevc" or "hevx" or "mif1" or "msf1" => Heic,
        "qt  " => QuickTime,
        "M4A " or "M4B " or "F4A " => Mp4Audio,
        _ when brand.StartsWith("3g", StringComparison.Ordinal) => isSound ? ThreeGpAudio : ThreeGp,
        _ => isSound ? Mp4Audio : Mp4,
    };

    private static FileType OfZip(ReadOnlySpan<byte> head)
    {
        // The first entry is "mimetype", not compressed, and its content is the type: OASIS OpenDocument 1.3, part 2, 3.3.
        if (head.Length > 38 && head.Slice(30, 8).SequenceEqual("mimetype"u8))
        {
            var media = Encoding.Latin1.GetString(head.Slice(38, Math.Min(80, head.Length - 38)));
            return OpenDocuments.Where(o => media.StartsWith(o.Media, StringComparison.Ordinal)).Select(o => Of(o.Media)).FirstOrDefault() ?? Zip;
        }

        return Zip;
    }
}
