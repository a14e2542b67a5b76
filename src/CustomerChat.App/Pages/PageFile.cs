using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;

namespace CustomerChat.App.Pages;

/// <summary>
/// A file of the pages that are built into this assembly, as it is and compressed. It is read when a client first asks for it.
/// </summary>
internal sealed class PageFile
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    private PageFile(string name, byte[] content) =>
        (Content, Compressed, ContentType, ETag, IsHashed) = (
            content,
            Compress(content),
            ContentTypes.TryGetContentType(name, out var type) ? type : "application/octet-stream",
            $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"",
            name.Contains("/assets/", StringComparison.Ordinal));

    public byte[] Content { get; }

    /// <summary>The content in Brotli's format.</summary>
    public byte[] Compressed { get; }

    public string ContentType { get; }

    public string ETag { get; }

    /// <summary>The file's name changes with its content, so clients may keep the file for ever.</summary>
    public bool IsHashed { get; }

    /// <summary>All files by their path, without a leading slash.</summary>
    public static IReadOnlyDictionary<string, Lazy<PageFile>> All { get; } = typeof(PageFile).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(n => n[Prefix.Length..].Replace('\\', '/'), n => new Lazy<PageFile>(() => Read(n)), StringComparer.Ordinal);

    private const string Prefix = "pages/";

    private static PageFile Read(string resource)
    {
        using var stream = typeof(PageFile).Assembly.GetManifestResourceStream(resource)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return new PageFile(resource.Replace('\\', '/'), content.ToArray());
    }

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.Optimal))
        {
            brotli.Write(content);
        }

        return compressed.ToArray();
    }
}
