using System.Text;
using CustomerChat.App.DirectLine;
using FsCheck.Xunit;

namespace CustomerChat.Tests.App.DirectLine;

public class ActivityReaderTests
{
    [Theory]
    [InlineData("""{"type":"message","text":"hi"}""", 0)]
    [InlineData("""{"type":"message","text":"hi","attachments":[]}""", 0)]
    [InlineData("""{"type":"event","name":"webchat/join","value":{"language":"en"}}""", 0)]
    [InlineData("""{"type":"endOfConversation"}""", 0)]
    [InlineData("""{"type":"message"}""", 400)]
    [InlineData("""{"type":"message","text":" "}""", 400)]
    [InlineData("""{"type":"message","text":7}""", 400)]
    [InlineData("""{"type":"message","text":"hi","channelData":7}""", 400)]
    [InlineData("""{"type":"conversationUpdate"}""", 400)]
    [InlineData("""{"text":"hi"}""", 400)]
    [InlineData("[]", 400)]
    [InlineData("", 400)]
    public void Activity_Body_GetsItsErrorOrNone(string body, int status) =>
        Assert.Equal(status, ActivityReader.Activity(Encoding.UTF8.GetBytes(body)).Error?.Status ?? 0);

    [Fact]
    public void Activity_OfWebChat_CarriesItsIdAsKey() =>
        Assert.Equal(
            new ClientActivity.Message("hi", "c1"),
            ActivityReader.Activity(Encoding.UTF8.GetBytes("""{"type":"message","text":"hi","channelData":{"clientActivityID":"c1"}}""")).Activity);

    /// <summary>The text is taken; the links are not, and the client is told so.</summary>
    [Theory]
    [InlineData("\"hi\"", "hi")]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    public void Activity_WithLinksToFiles_IsItsText(string text, string? expected) => Assert.Equal(
        new ClientActivity.WithLinks(expected, null),
        ActivityReader.Activity(Encoding.UTF8.GetBytes($$"""{"type":"message","text":{{text}},"attachments":[{"contentUrl":"data:,x"}]}""")).Activity);

    [Theory]
    [InlineData("name=\"a\"; filename=\"b.jpg\"", "b.jpg")]
    [InlineData("form-data; name=\"file\"; filename=\"gr_e.jpg\"; filename*=UTF-8''gr%C3%B6%C3%9Fe.jpg", "größe.jpg")]
    [InlineData("form-data; name=\"file\"; filename=\"blob\"", null)]
    [InlineData("rubbish \"", null)]
    [InlineData(null, null)]
    public void NameOf_ADisposition_IsReadAsClientsSendIt(string? disposition, string? expected) => Assert.Equal(expected, UploadReader.NameOf(disposition));

    [Fact]
    public void Activity_TypingAndItsEnd_AreTold()
    {
        Assert.Equal(new ClientActivity.Typing(true), ActivityReader.Activity("""{"type":"typing"}"""u8.ToArray()).Activity);
        Assert.Equal(new ClientActivity.Typing(false), ActivityReader.Activity("""{"type":"event","name":"typingStopped"}"""u8.ToArray()).Activity);
    }

    [Fact]
    public void Start_OfNothing_IsEmpty_AndOfAllIsAll()
    {
        Assert.Null(ActivityReader.Start(Array.Empty<byte>()).Start!.Nickname);
        var (start, _) = ActivityReader.Start(Encoding.UTF8.GetBytes(
            """{"user":{"id":"u","name":"Ann"},"channelData":{"subject":"shoes","endpoint":"sales","userData":{"k":"v"}}}"""));
        Assert.Equal(("u", "Ann", "shoes", "sales", "v"), (start!.UserId, start.Nickname, start.Subject, start.Endpoint, start.UserData["k"]));
    }

    [Property(MaxTest = 2_000)]
    public void Activity_AnyBytes_NeverThrows(byte[] body)
    {
        var (activity, error) = ActivityReader.Activity(body);
        Assert.True(activity is null != error is null);
    }
}
