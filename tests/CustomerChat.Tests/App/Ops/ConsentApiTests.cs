using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.App.Http;
using CustomerChat.App.Ops;
using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerChat.Tests.App.Ops;

public class ConsentApiTests
{
    private readonly MemoryConsents _store = new();
    private readonly ConsentApi _api;

    public ConsentApiTests() => _api = new ConsentApi(
        _store,
        new Consents(_store, new World().Process.EventWriter, TimeProvider.System),
        new BodyReader(TimeProvider.System, NullLogger<BodyReader>.Instance),
        NullLogger<ConsentApi>.Instance);

    [Fact]
    public async Task Correct_WithAReason_IsKeptAndListed()
    {
        var (status, reply) = await SendAsync(r => _api.CorrectAsync(r, default), body: """{"channel":"SMS","account":"Main","address":"+15005550006","state":"optedOut","reason":"by letter"}""");
        Assert.Equal((200, "optedOut", "operator", "by letter"), (status, (string)JsonNode.Parse(reply)!["state"]!, (string)JsonNode.Parse(reply)!["cause"]!, (string)JsonNode.Parse(reply)!["reason"]!));
        Assert.Equal(ConsentState.OptedOut, _store.Records[new ChannelAddress("sms", "main", "+15005550006")].State);

        (status, reply) = await SendAsync(r => _api.ListAsync(r, default), "?channel=sms&state=optedOut");
        Assert.Equal((200, "+15005550006"), (status, (string)JsonNode.Parse(reply)!["consents"]![0]!["address"]!));
        Assert.Empty(JsonNode.Parse((await SendAsync(r => _api.ListAsync(r, default), "?state=optedIn")).Body)!["consents"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"channel":"sms","account":"main","address":"+1","state":"optedOut"}""")]
    [InlineData("""{"channel":"sms","account":"main","address":"+1","state":"maybe","reason":"x"}""")]
    [InlineData("""{"channel":"sms","account":"main","state":"optedIn","reason":"x"}""")]
    [InlineData("""{"channel":"sms","account":"main","address":"+1","state":"optedIn","reason":" "}""")]
    [InlineData("[]")]
    public async Task Correct_WithAFault_IsRefusedAndChangesNothing(string body)
    {
        Assert.Equal(400, (await SendAsync(r => _api.CorrectAsync(r, default), body: body)).Status);
        Assert.Empty(_store.Records);
    }

    [Theory]
    [InlineData("?state=maybe")]
    [InlineData("?limit=0")]
    [InlineData("?limit=201")]
    [InlineData("?format=xml")]
    public async Task List_WithAFault_IsRefused(string query) => Assert.Equal(400, (await SendAsync(r => _api.ListAsync(r, default), query)).Status);

    [Fact]
    public async Task Export_AsCsv_HasEveryRecordAndNoFormula()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        await _store.SaveAsync(new(new("sms", "main", "+15005550006"), ConsentState.OptedOut, ConsentCause.Word, at), default);
        await _store.SaveAsync(new(new("telegram", "main", "42"), ConsentState.OptedIn, ConsentCause.Operator, at) { Reason = "=1+1, \"quoted\"\nline" }, default);
        var (status, csv) = await SendAsync(r => _api.ListAsync(r, default), "?format=csv");
        Assert.Equal(200, status);
        Assert.Equal(
            "channel,account,address,state,scope,cause,at,reason\r\n"
            + "sms,main,+15005550006,optedOut,all,word,2026-01-02T03:04:05Z,\r\n"
            + "telegram,main,42,optedIn,all,operator,2026-01-02T03:04:05Z,\"'=1+1, \"\"quoted\"\"\nline\"\r\n",
            csv);
    }

    [Theory]
    [InlineData("+1555", "+1555")]
    [InlineData("-5", "-5")]
    [InlineData("+1+cmd", "'+1+cmd")]
    [InlineData("@sum", "'@sum")]
    [InlineData("-", "'-")]
    [InlineData("", "")]
    public void Cell_OfAText_IsNoFormula(string text, string cell) => Assert.Equal(cell, CsvRow.Cell(text));

    private static async Task<(int Status, string Body)> SendAsync(Func<HttpRequest, Task<IResult>> handle, string query = "", string body = "")
    {
        var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.QueryString = new QueryString(query);
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        await (await handle(context.Request)).ExecuteAsync(context);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(answer.ToArray()));
    }
}
