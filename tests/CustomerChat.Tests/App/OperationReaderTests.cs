using System.Text;
using CustomerChat.App.Api;
using FsCheck.Xunit;

namespace CustomerChat.Tests.App;

public class OperationReaderTests
{
    [Theory]
    [InlineData("", 1)]
    [InlineData("[]", 1)]
    [InlineData("null", 1)]
    [InlineData("{}", 1)]
    [InlineData("""{"operationName":1}""", 1)]
    [InlineData("""{"operationName":"SendMessage","text":"x"}""", 10)]
    [InlineData("""{"operationName":"Nonsense"}""", 10)]
    [InlineData("""{"operationName":"RequestChat","subject":"s"}""", 1)]
    [InlineData("""{"operationName":"RequestChat","nickname":"n"}""", 1)]
    [InlineData("""{"operationName":"RequestChat","nickname":"","subject":"s"}""", 10)]
    [InlineData("""{"operationName":"RequestChat","nickname":"n","subject":5}""", 1)]
    [InlineData("""{"operationName":"RequestChat","nickname":"n","subject":"s","userData":[]}""", 1)]
    [InlineData("""{"operationName":"RequestChat","nickname":"n","subject":"s","userData":{"a":1}}""", 1)]
    [InlineData("""{"operationName":"RequestChat","nickname":"\ud800","subject":"s"}""", 1)]
    public void Read_ABadCollectionPost_HasItsCode(string body, int statusCode) =>
        Assert.Equal(statusCode, OperationReader.Read(Encoding.UTF8.GetBytes(body), toCollection: true).Error?.StatusCode);

    [Theory]
    [InlineData("nickname", 128)]
    [InlineData("subject", 256)]
    public void Read_AFieldAtItsLimit_IsTakenAndOneMoreIsNot(string field, int limit)
    {
        Assert.Null(Request(field, limit).Error);
        Assert.Equal(10, Request(field, limit + 1).Error?.StatusCode);

        static (Operation?, ApiError? Error) Request(string field, int length)
        {
            var (nickname, subject) = field == "nickname" ? (new string('n', length), "s") : ("n", new string('s', length));
            return OperationReader.Read(
                Encoding.UTF8.GetBytes($$"""{"operationName":"RequestChat","nickname":"{{nickname}}","subject":"{{subject}}"}"""), toCollection: true);
        }
    }

    [Theory]
    [InlineData(50, 1024, null)]
    [InlineData(51, 1, 10)]
    [InlineData(1, 1025, 10)]
    public void Read_UserData_IsCapped(int keys, int length, int? statusCode)
    {
        var data = string.Join(',', Enumerable.Range(0, keys).Select(i => $"\"k{i}\":\"{new string('v', length)}\""));
        var body = """{"operationName":"RequestChat","nickname":"n","subject":"s","userData":{DATA}}""".Replace("DATA", data, StringComparison.Ordinal);
        Assert.Equal(statusCode, OperationReader.Read(Encoding.UTF8.GetBytes(body), toCollection: true).Error?.StatusCode);
    }

    [Theory]
    [InlineData("""{"operationName":"RequestChat","nickname":"n","subject":"s"}""", 10)]
    [InlineData("""{"operationName":"SendMessage"}""", 1)]
    [InlineData("""{"operationName":"SendMessage","text":null}""", 1)]
    [InlineData("""{"operationName":"SendMessage","text":" "}""", 10)]
    public void Read_ABadChatPost_HasItsCode(string body, int statusCode) =>
        Assert.Equal(statusCode, OperationReader.Read(Encoding.UTF8.GetBytes(body), toCollection: false).Error?.StatusCode);

    [Fact]
    public void Read_GoodPosts_AreTheirOperations()
    {
        Assert.Equal(new Operation.SendMessage("hä 😀"), Read("""{"operationName":"SendMessage","text":"hä 😀"}"""));
        Assert.Equal(new Operation.Typing(true), Read("""{"operationName":"SendStartTypingNotification"}"""));
        Assert.Equal(new Operation.Typing(false), Read("""{"operationName":"SendStopTypingNotification","more":[1]}"""));
        Assert.Equal(new Operation.Complete(), Read("""{"operationName":"Complete"}"""));

        static Operation? Read(string body) => OperationReader.Read(Encoding.UTF8.GetBytes(body), toCollection: false).Operation;
    }

    [Property(MaxTest = 2_000)]
    public bool Read_AnyBytes_GivesAnOperationOrAnError(byte[] body, bool toCollection)
    {
        var (operation, error) = OperationReader.Read(body, toCollection);
        return operation is null != (error is null);
    }
}
