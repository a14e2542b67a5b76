using CustomerChat.Files;
using FsCheck.Xunit;

namespace CustomerChat.Tests.Files;

public class FileNamesTests
{
    private static readonly FileType Jpeg = FileTypes.Of("image/jpeg")!;

    [Theory]
    [InlineData("parcel.jpg", "parcel.jpg")]
    [InlineData("PARCEL.JPEG", "PARCEL.JPEG")]
    [InlineData("../../etc/passwd", "passwd.jpg")]
    [InlineData("C:\\Users\\ann\\foto.jpg", "foto.jpg")]
    [InlineData("invoice.pdf", "invoice.pdf.jpg")]
    [InlineData("evil\u202Egpj.exe", "evilgpj.exe.jpg")]
    [InlineData("a\r\nSet-Cookie: x", "aSet-Cookie_ x.jpg")]
    [InlineData("größe 1.jpg", "größe 1.jpg")]
    [InlineData("...", "image.jpg")]
    [InlineData(null, "image.jpg")]
    public void Of_AGivenName_IsSafeAndEndsAsItsType(string? given, string expected) => Assert.Equal(expected, FileNames.Of(given, Jpeg, "image"));

    [Property]
    public bool Of_AnyName_IsShortAndHoldsNoFolder(string? given) => FileNames.Of(given, Jpeg, given ?? "") is { Length: > 0 and <= FileNames.MaxLength } name
        && name.IndexOfAny(['/', '\\', '\r', '\n', '\0', '"']) < 0;

    [Fact]
    public void Of_ALongName_KeepsItsEnding() => Assert.EndsWith(".jpg", FileNames.Of(new string('x', 300) + ".jpg", Jpeg, "image"), StringComparison.Ordinal);
}
