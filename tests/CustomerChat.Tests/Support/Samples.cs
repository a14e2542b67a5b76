using System.IO.Compression;
using System.Text;

namespace CustomerChat.Tests.Support;

/// <summary>Beginnings of files of many types, made here.</summary>
internal static class Samples
{
    public static byte[] Jpeg(int length = 2_000) => [0xFF, 0xD8, 0xFF, 0xE0, .. Enumerable.Range(0, length - 4).Select(i => (byte)(i * 7))];

    public static byte[] Png => [0x89, .. "PNG\r\n\x1A\n"u8, .. new byte[20]];

    public static byte[] Pdf => [.. "%PDF-1.7\n"u8, 0, 1, 2, 3];

    public static byte[] Svg => "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"u8.ToArray();

    /// <summary>The test file of EICAR, put together at run time so that no scanner takes this source for it.</summary>
    public static byte[] Eicar => Encoding.ASCII.GetBytes(string.Concat("X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE", "!$H+H*"));

    public static byte[] Zip(params string[] names)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in names)
            {
                // With the time of today, a test with this content would have another name in each run.
                var entry = zip.CreateEntry(name);
                entry.LastWriteTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var content = entry.Open();
                content.Write(Encoding.ASCII.GetBytes(string.Join(' ', Enumerable.Range(0, 20_000))));
            }
        }

        return stream.ToArray();
    }

    /// <summary>An old office file: the names of its streams stand in a directory that may be anywhere.</summary>
    public static byte[] Ole(string stream) =>
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[70_001], .. Encoding.Unicode.GetBytes(stream + "\0"), .. new byte[500]];
}
