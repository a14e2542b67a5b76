using System.ComponentModel.DataAnnotations;
using CustomerChat.Files;

namespace CustomerChat.Tests.Files;

public class ChatFileOptionsTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("files.example.com, 127.0.0.1:7072,[::1]:80", true)]
    [InlineData("https://files.example.com", false)]
    [InlineData("files.example.com/path", false)]
    [InlineData("files.example.com; script-src *", false)]
    [InlineData("*", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", true)]
    public void LinkHosts_Text_IsTakenWhereItIsHosts(string hosts, bool expected)
    {
        var options = new ChatFileOptions { LinkHosts = hosts };
        Assert.Equal(expected, Validator.TryValidateObject(options, new(options), null, validateAllProperties: true));
        Assert.All(expected ? options.Hosts() : [], h => Assert.DoesNotMatch(@"[\s;,']", h));
    }
}
