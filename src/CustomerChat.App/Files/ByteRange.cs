using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CustomerChat.App.Files;

/// <summary>
/// The part of a file that a client asks for (RFC 9110, 14): one range. A client that asks for several ranges gets the whole file. Pure.
/// </summary>
/// <param name="From">The first byte, from 0.</param>
/// <param name="Length">How many bytes; 0 = the range lies after the file's end.</param>
internal sealed record ByteRange(long From, long Length)
{
    public bool IsSatisfiable => Length > 0;

    /// <summary>Null = the client asks for the whole file.</summary>
    public static ByteRange? Of(StringValues range, StringValues ifRange, string tag, long size)
    {
        if ((ifRange.Count > 0 && ifRange != tag)
            || !RangeHeaderValue.TryParse(range.ToString(), out var parsed) || parsed.Unit != "bytes" || parsed.Ranges.Count != 1)
        {
            return null;
        }

        var asked = parsed.Ranges.First();
        var from = asked.From ?? Math.Max(0, size - asked.To!.Value);
        var to = asked.From is null || asked.To is null ? size - 1 : Math.Min(asked.To.Value, size - 1);
        return new(from, Math.Max(0, to - from + 1));
    }
}
