using System.Text;

namespace CustomerChat.Files;

/// <summary>
/// Finds a file's type from its content while the content is read. It keeps only the beginning in memory. It tells Office files from other
/// archives by the names of their parts, wherever these are in the file.
/// </summary>
/// <param name="claimed">The media type that the sender gives.</param>
internal sealed class FileSniffer(string? claimed)
{
    private static readonly (byte[] Mark, FileType Container, FileType Type)[] Marks =
    [
        ("word/document.xml"u8.ToArray(), FileTypes.Zip, FileTypes.Docx),
        ("xl/workbook.xml"u8.ToArray(), FileTypes.Zip, FileTypes.Xlsx),
        ("ppt/presentation.xml"u8.ToArray(), FileTypes.Zip, FileTypes.Pptx),
        (Encoding.Unicode.GetBytes("WordDocument\0"), FileTypes.Ole, FileTypes.Doc),
        (Encoding.Unicode.GetBytes("Workbook\0"), FileTypes.Ole, FileTypes.Xls),
        (Encoding.Unicode.GetBytes("PowerPoint Document\0"), FileTypes.Ole, FileTypes.Ppt),
    ];

    private static readonly int Longest = Marks.Max(m => m.Mark.Length);

    private readonly byte[] _head = new byte[FileTypes.HeadSize];
    private readonly byte[] _tail = new byte[2 * Longest];
    private int _headLength;
    private int _tailLength;
    private bool _isText = true;
    private FileType? _marked;

    /// <summary>The type as far as it is known; null = the relay knows no such type.</summary>
    public FileType? Type
    {
        get
        {
            var head = _head.AsSpan(0, _headLength);
            return FileTypes.OfHead(head, claimed) switch
            {
                { } container when container == FileTypes.Zip || container == FileTypes.Ole => _marked ?? container,
                { } type => type,
                null => _isText && _headLength > 0 ? FileTypes.OfText(head) : null,
            };
        }
    }

    /// <summary>Whether the beginning is complete and the rest of the file can no longer change the type.</summary>
    public bool IsSure => _headLength == FileTypes.HeadSize && FileTypes.OfHead(_head, claimed) is { } type && type != FileTypes.Zip && type != FileTypes.Ole;

    public void Append(ReadOnlySpan<byte> chunk)
    {
        var room = Math.Min(chunk.Length, _head.Length - _headLength);
        chunk[..room].CopyTo(_head.AsSpan(_headLength));
        _headLength += room;
        _isText = _isText && chunk.IndexOfAny(NotInTexts) < 0;
        if (_marked is null && !chunk.IsEmpty && FileTypes.OfHead(_head.AsSpan(0, _headLength), null) is { Group: FileGroup.Other })
        {
            Search(chunk);
        }
    }

    /// <summary>A mark may begin in one chunk and end in the next: so the end of one chunk and the beginning of the next are searched together.</summary>
    private void Search(ReadOnlySpan<byte> chunk)
    {
        var over = Math.Min(chunk.Length, Longest);
        chunk[..over].CopyTo(_tail.AsSpan(_tailLength));
        _marked = Find(_tail.AsSpan(0, _tailLength + over)) ?? Find(chunk);
        var kept = Math.Min(Longest, _tailLength + chunk.Length);
        if (chunk.Length >= Longest)
        {
            chunk[^Longest..].CopyTo(_tail);
        }
        else
        {
            _tail.AsSpan(_tailLength + chunk.Length - kept, kept).CopyTo(_tail);
        }

        _tailLength = kept;
    }

    private FileType? Find(ReadOnlySpan<byte> bytes)
    {
        var container = FileTypes.OfHead(_head.AsSpan(0, _headLength), null);
        foreach (var (mark, within, type) in Marks)
        {
            if (within == container && bytes.IndexOf(mark) >= 0)
            {
                return type;
            }
        }

        return null;
    }

    /// <summary>Control characters that a text never has: https://mimesniff.spec.whatwg.org/#binary-data-byte.</summary>
    private static readonly System.Buffers.SearchValues<byte> NotInTexts = System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(b => b is not (0x09 or 0x0A or 0x0C or 0x0D or 0x1B)).Select(b => (byte)b)]);
}
