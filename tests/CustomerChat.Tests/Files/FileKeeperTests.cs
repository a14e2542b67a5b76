using CustomerChat.Chats;
using CustomerChat.Files;
using CustomerChat.Tests.Support;
using Microsoft.Extensions.Options;
using Moq;

namespace CustomerChat.Tests.Files;

public class FileKeeperTests
{
    private readonly MemoryFiles _files = new();
    private readonly Mock<IFileScanner> _scanner = new();
    private readonly string _chat = ChatIds.New();
    private readonly ChatFileOptions _options = new() { MaxSize = 200_000 };

    [Fact]
    public async Task Take_APicture_IsKeptWithTypeSizeHashAndName()
    {
        var taken = Assert.IsType<FileOutcome.Taken>(await TakeAsync(Samples.Jpeg(), new("image", "x") { Name = "parcel.exe", Type = "application/pdf" }));
        Assert.Equal(("parcel.exe.jpg", "image/jpeg", 2_000L), (taken.File.Name, taken.File.Type, taken.File.Size));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Samples.Jpeg())), taken.File.Sha256);
        Assert.Equal(Samples.Jpeg(), Assert.Single(_files.All).Value);
    }

    public static TheoryData<string, byte[]> Refused => new()
    {
        { "zip", Samples.Zip("a.txt") },
        { "svg", Samples.Svg },
        { "executable", "MZ..."u8.ToArray() },
        { "type of the file is unknown", [0, 1, 2] },
        { "empty", [] },
        { "larger than 200 kB", Samples.Jpeg(200_001) },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Take_WhatIsNotAllowed_KeepsNothingAndSaysWhy(string why, byte[] content)
    {
        var refused = Assert.IsType<FileOutcome.Refused>(await TakeAsync(content, new("image", "x") { Name = "a.jpg", Type = "image/jpeg" }));
        Assert.Contains(why, refused.Reason, StringComparison.Ordinal);
        Assert.Empty(_files.All);
    }

    [Fact]
    public async Task Take_AnAccountsOwnAllowList_CountsInPlaceOfTheRelays()
    {
        Assert.IsType<FileOutcome.Refused>(await TakeAsync(Samples.Jpeg(), new("image", "x"), "pdf"));
        Assert.IsType<FileOutcome.Taken>(await TakeAsync(Samples.Pdf, new("document", "x"), "pdf"));
        Assert.IsType<FileOutcome.Taken>(await TakeAsync(Samples.Zip("a"), new("document", "x"), "pdf, application/zip"));
    }

    [Theory]
    [InlineData(ScanVerdict.Harmful, typeof(FileOutcome.Refused))]
    [InlineData(ScanVerdict.Unknown, typeof(FileOutcome.NotNow))]
    [InlineData(ScanVerdict.Clean, typeof(FileOutcome.Taken))]
    public async Task Take_WithAScanner_GivesOutOnlyWhatItFoundClean(ScanVerdict verdict, Type expected)
    {
        _scanner.SetupGet(s => s.IsOn).Returns(true);
        byte[]? seen = null;
        _scanner.Setup(s => s.ScanAsync(It.IsAny<ChatFile>(), It.IsAny<Stream>(), default)).ReturnsAsync((ChatFile _, Stream content, CancellationToken _) =>
        {
            var all = new MemoryStream();
            content.CopyTo(all);
            seen = all.ToArray();
            return new ScanResult(verdict, "why");
        });

        Assert.IsType(expected, await TakeAsync(Samples.Eicar, new("document", "x")));

        Assert.Equal(Samples.Eicar, seen);
        Assert.Equal(verdict == ScanVerdict.Clean ? 1 : 0, _files.All.Count);
    }

    private async Task<FileOutcome> TakeAsync(byte[] content, FileReference given, string? types = null)
    {
        var keeper = new FileKeeper(_files, _scanner.Object, Mock.Of<IFileLinks>(l => l.IsOn), Options.Create(_options));
        return await keeper.TakeAsync(_chat, "1-0", new MemoryStream(content), given, keeper.Policy(types), default);
    }
}
