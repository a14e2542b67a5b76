namespace CustomerChat.Tests.Support;

/// <summary>A content of any length that is made while it is read: the beginning of a picture, then noise.</summary>
/// <param name="length">In bytes.</param>
/// <param name="breaksOff">It breaks off before its end.</param>
/// <param name="each">Called after each 8 MiB.</param>
internal sealed class Generated(long length, bool breaksOff = false, Action? each = null) : Stream
{
    private const int Each = 8 * 1024 * 1024;

    private long _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _at; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (breaksOff && _at >= length - 1)
        {
            throw new IOException("It broke off.");
        }

        var read = (int)Math.Min(Math.Min(count, 65_536), length - _at);
        for (var i = 0; i < read; i++)
        {
            buffer[offset + i] = _at + i < 3 ? (byte)(_at + i == 1 ? 0xD8 : 0xFF) : (byte)((_at + i) * 31);
        }

        if ((_at + read) / Each > _at / Each)
        {
            each?.Invoke();
        }

        _at += read;
        return read;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
