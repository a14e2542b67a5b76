using System.Text;
using CustomerChat.Files;
using CustomerChat.Tests.Support;
using FsCheck.Xunit;

namespace CustomerChat.Tests.Files;

public class FileSnifferTests
{
    public static TheoryData<string, byte[]> Known => new()
    {
        { "image/jpeg", Samples.Jpeg() },
        { "image/png", Samples.Png },
        { "image/gif", "GIF89a..."u8.ToArray() },
        { "image/webp", [.. "RIFF"u8, 1, 2, 3, 4, .. "WEBPVP8 "u8] },
        { "image/heic", [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0] },
        { "audio/ogg", [.. "OggS"u8, 0, 2, .. new byte[22], .. "OpusHead"u8] },
        { "audio/amr", "#!AMR\nxx"u8.ToArray() },
        { "audio/mpeg", "ID3\u0004"u8.ToArray() },
        { "audio/wav", [.. "RIFF"u8, 1, 2, 3, 4, .. "WAVEfmt "u8] },
        { "video/mp4", [0, 0, 0, 24, .. "ftypisom"u8, 0, 0, 0, 0] },
        { "video/quicktime", [0, 0, 0, 20, .. "ftypqt  "u8, 0, 0, 0, 0] },
        { "video/3gpp", [0, 0, 0, 20, .. "ftyp3gp4"u8, 0, 0, 0, 0] },
        { "video/webm", [0x1A, 0x45, 0xDF, 0xA3, .. "\u0001\u0042webm"u8] },
        { "application/pdf", Samples.Pdf },
        { "application/zip", Samples.Zip("a.txt") },
        { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Samples.Zip("[Content_Types].xml", "docProps/app.xml", "word/document.xml") },
        { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Samples.Zip("[Content_Types].xml", "xl/workbook.xml") },
        { "application/vnd.openxmlformats-officedocument.presentationml.presentation", Samples.Zip("ppt/presentation.xml") },
        { "application/msword", Samples.Ole("WordDocument") },
        { "application/vnd.ms-excel", Samples.Ole("Workbook") },
        { "application/x-ole-storage", Samples.Ole("Property") },
        { "application/x-executable", "MZ\u0090"u8.ToArray() },
        { "application/x-executable", [0x7F, .. "ELF"u8] },
        { "application/x-executable", "#!/bin/sh\n"u8.ToArray() },
        { "image/svg+xml", Samples.Svg },
        { "image/svg+xml", "  <svg onload='alert(1)'/>"u8.ToArray() },
        { "text/html", "\uFEFF \n<!-- x --><HTML>"u8.ToArray() },
        { "text/html", "<script>alert(1)</script>"u8.ToArray() },
        { "application/xml", "<?xml version='1.0'?><a/>"u8.ToArray() },
        { "text/vcard", "BEGIN:VCARD\r\nVERSION:3.0"u8.ToArray() },
        { "text/plain", Encoding.UTF8.GetBytes("Grüße, Ann") },
        { "text/plain", Encoding.Latin1.GetBytes("Grüße, Ann") },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Type_OfAContent_IsByItsMagic(string expected, byte[] content)
    {
        // Whatever the chunks that it comes in.
        foreach (var size in new[] { 1, 7, 64, 4_096, content.Length })
        {
            var sniffer = new FileSniffer(claimed: "image/jpeg");
            foreach (var chunk in content.Chunk(size))
            {
                sniffer.Append(chunk);
            }

            Assert.Equal(expected, sniffer.Type?.Media);
        }
    }

    [Fact]
    public void Type_OfAContainerOfSoundAndPicture_IsWhatTheSenderSays()
    {
        var sniffer = new FileSniffer("audio/mp4; codecs=mp4a.40.2");
        sniffer.Append([0, 0, 0, 24, .. "ftypisom"u8, 0, 0, 0, 0]);
        Assert.Equal("audio/mp4", sniffer.Type?.Media);
    }

    [Fact]
    public void Type_OfBytesThatNobodyKnows_IsNone()
    {
        var sniffer = new FileSniffer(null);
        sniffer.Append([1, 2, 3, 0, 255]);
        Assert.Null(sniffer.Type);
    }

    /// <summary>Whatever the content: no exception, and nothing that holds scripts is shown in place.</summary>
    [Property]
    public bool Type_OfAnyBytes_IsInlineOnlyForPicturesAudioAndVideo(byte[] content)
    {
        var sniffer = new FileSniffer(null);
        sniffer.Append(content);
        return sniffer.Type is not { IsInline: true } type || type.Group is FileGroup.Image or FileGroup.Audio or FileGroup.Video;
    }
}
