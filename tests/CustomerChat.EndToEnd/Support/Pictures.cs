using System.Buffers.Binary;
using System.IO.Compression;

namespace CustomerChat.EndToEnd.Support;

/// <summary>Pictures and sounds that a browser shows and plays, made here.</summary>
internal static class Pictures
{
    /// <summary>A PNG, by the colour of each point.</summary>
    public static byte[] Png(int width, int height, Func<int, int, (byte Red, byte Green, byte Blue)> colour)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        using var points = new MemoryStream();
        using (var zip = new ZLibStream(points, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                zip.WriteByte(0);
                for (var x = 0; x < width; x++)
                {
                    var (red, green, blue) = colour(x, y);
                    zip.Write([red, green, blue]);
                }
            }
        }

        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, points.ToArray()), .. Chunk("IEND"u8, [])];
    }

    /// <summary>A quiet WAV of 8 kHz.</summary>
    public static byte[] Wav(double seconds)
    {
        var length = (int)(seconds * 8_000);
        var wav = new byte[44 + length];
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), 36 + length);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(16), 16);
        (wav[20], wav[22]) = (1, 1);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(24), 8_000);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(28), 8_000);
        (wav[32], wav[34]) = (1, 8);
        "data"u8.CopyTo(wav.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), length);
        wav.AsSpan(44).Fill(128);
        return wav;
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        byte[] named = [.. type, .. data];
        var chunk = new byte[named.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        named.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc(named));
        return chunk;
    }

    /// <summary>CRC-32 of ISO 3309, as PNG uses it.</summary>
    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
