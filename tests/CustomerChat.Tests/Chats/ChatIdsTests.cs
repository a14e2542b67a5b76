using CustomerChat.Chats;

namespace CustomerChat.Tests.Chats;

public class ChatIdsTests
{
    [Fact]
    public void New_Twice_GivesTwoWellFormedIds()
    {
        var (a, b) = (ChatIds.New(), ChatIds.New());
        Assert.NotEqual(a, b);
        Assert.True(ChatIds.IsWellFormed(a));
        Assert.Equal('4', a[14]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("../../etc/passwd")]
    [InlineData("{0D3F2A6E-3F6B-4F8E-9D9B-2A1F7B0B9C11}")]
    [InlineData("0D3F2A6E-3F6B-4F8E-9D9B-2A1F7B0B9C11")]
    public void IsWellFormed_AnythingElse_IsNot(string? id) => Assert.False(ChatIds.IsWellFormed(id));
}
