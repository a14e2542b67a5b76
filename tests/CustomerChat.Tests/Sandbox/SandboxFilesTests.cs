using CustomerChat.Sandbox;
using CustomerChat.Sandbox.Chats;

namespace CustomerChat.Tests.Sandbox;

public class SandboxFilesTests
{
    [Fact]
    public void Add_MoreThanThereIsRoomFor_DropsTheOldest()
    {
        var files = new SandboxFiles(TimeProvider.System);
        var large = new byte[SandboxFiles.MaxBytes];
        var kept = Enumerable.Range(0, 11).Select(i => files.Add($"{i}", "text/plain", large)).ToList();
        Assert.Equal([false, .. Enumerable.Repeat(true, 10)], kept.Select(f => files.Find(f.Id) is not null));

        var small = Enumerable.Range(0, 201).Select(i => files.Add($"{i}", "text/plain", [1])).ToList();
        Assert.Equal((false, true, true), (files.Find(small[0].Id) is not null, files.Find(small[1].Id) is not null, files.Find(small[^1].Id) is not null));
        Assert.Equal(201, small.Select(f => f.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("image/png", true)]
    [InlineData("audio/ogg", true)]
    [InlineData("video/mp4", true)]
    [InlineData("image/svg+xml", false)]
    [InlineData("text/html", false)]
    [InlineData("application/pdf", false)]
    public void IsInline_AType_IsForPicturesAudioAndVideo(string type, bool expected) => Assert.Equal(expected, new SandboxFile("1", "a", type, []).IsInline);

    [Theory]
    [InlineData("https://chat.example.com", true)]
    [InlineData("http://127.0.0.1:* http://localhost:*", true)]
    [InlineData("https://chat.example.com; script-src *", false)]
    [InlineData("*", false)]
    public void FileOrigins_Text_IsTakenWhereItIsOrigins(string origins, bool expected)
    {
        var options = new SandboxOptions { FileOrigins = origins };
        Assert.Equal(expected, System.ComponentModel.DataAnnotations.Validator.TryValidateObject(options, new(options), null, validateAllProperties: true));
    }
}
