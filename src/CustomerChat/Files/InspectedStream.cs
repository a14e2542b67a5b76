using System.Security.Cryptography;

namespace CustomerChat.Files;

/// <summary>
/// A file's content on its way into the store. The stream counts, hashes and examines it. As soon as it is clear that the file is refused,
/// the reader gets a <see cref="FileRefusedException"/>, at the latest instead of the end of the stream. So nothing of the file is kept.
/// </summary>
internal sealed class InspectedStream(Stream content, FilePolicy policy, string? claimed) : ReadingStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly FileSniffer _sniffer = new(claimed);
    private bool _isJudged;

    /// <summary>How many bytes were read so far.</summary>
    public long Count { get; private set; }

    /// <summary>The type found from the content; null = nothing was read yet, or the relay does not know the type.</summary>
    public FileType? Type => _sniffer.Type;

    /// <summary>The hash of the bytes that were read so far, in lower-case hex.</summary>
    public string Sha256 => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await content.ReadAsync(buffer, cancellationToken);
        Take(buffer.Span[..read]);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = content.Read(buffer, offset, count);
        Take(buffer.AsSpan(offset, read));
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Take(ReadOnlySpan<byte> chunk)
    {
        if (chunk.IsEmpty)
        {
            Refuse(Count == 0 ? "it is empty" : policy.RefuseType(Type));
            return;
        }

        Count += chunk.Length;
        Refuse(policy.RefuseSize(Count));
        _hash.AppendData(chunk);
        _sniffer.Append(chunk);
        if (!_isJudged && _sniffer.IsSure)
        {
            _isJudged = true;
            Refuse(policy.RefuseType(Type));
        }
    }

    private static void Refuse(string? reason)
    {
        if (reason is not null)
        {
            throw new FileRefusedException(reason);
        }
    }
}
