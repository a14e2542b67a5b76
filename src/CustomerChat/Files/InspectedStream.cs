using System.Security.Cryptography;

namespace CustomerChat.Files;

/// <summary>
/// A file's content while it goes into the store: counted, hashed and looked at. Whoever reads it is stopped by a <see cref="FileRefusedException"/> as soon as it
/// is clear that the file is not taken, at the latest before its end is told, so that nothing of it is kept.
/// </summary>
internal sealed class InspectedStream(Stream content, FilePolicy policy, string? claimed) : ReadingStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly FileSniffer _sniffer = new(claimed);
    private bool _isJudged;

    /// <summary>How many bytes have gone by.</summary>
    public long Count { get; private set; }

    /// <summary>By its content; null until there is some, or where nobody knows it.</summary>
    public FileType? Type => _sniffer.Type;

    /// <summary>The hash of what has gone by, in lower-case hex.</summary>
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
