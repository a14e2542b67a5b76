using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CustomerChat.App.Ops;
using CustomerChat.ContactCenter;
using CustomerChat.Operating;
using CustomerChat.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.App.Ops;

public class MinuteApiTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly MemoryMinutes _store = new();
    private readonly MinuteApi _api;

    public MinuteApiTests()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ContactCenters:c1:BaseAddress"] = "http://127.0.0.1:1";
        builder.Configuration["ContactCenters:c1:Name"] = "Help desk";
        builder.AddContactCenters();
        _api = new(_store, builder.Build().Services.GetRequiredService<ContactCenterDirectory>(), new FakeTimeProvider(Now));
    }

    [Fact]
    public async Task Get_TheLastHour_AddsUpWhatProcessesDidAndNamesWhoFailedAndWhy()
    {
        Add("a", 2, 3, (new(MinuteKinds.Opened, "sms"), 1), (new(MinuteKinds.Failed, "sms", "main", "30005"), 1), (new(MinuteKinds.FirstAnswer, "sms"), 10), (new(MinuteKinds.Center, null, "C1"), 1));
        Add("b", 2, 1, (new(MinuteKinds.Failed, "sms", "main", "30005"), 1), (new(MinuteKinds.Later, "sms", "main", "HTTP 503"), 1), (new(MinuteKinds.FirstAnswer, "sms"), 30), (new(MinuteKinds.Center, null, "C1", "NoAnswer"), 1));
        Add("a", 3, 1, (new(MinuteKinds.In, "web"), 1), (new(MinuteKinds.Center, null, "gone"), 1));
        Add("a", 70, 9, (new(MinuteKinds.Opened, "sms"), 1));

        var reply = JsonNode.Parse((await GetAsync("")).Body)!;

        Assert.Equal("2026-01-02T02:04:00+00:00", (string)reply["from"]!);
        Assert.Equal([(1, 0, 0), (4, 1, 2)], reply["points"]!.AsArray().Select(p => ((int)p!["open"]!, (int)p["opened"]!, (int)p["failed"]!)));
        Assert.Equal((4, 20d, 30d, 1), ((int)reply["total"]!["open"]!, (double)reply["total"]!["firstAnswer"]!, (double)reply["total"]!["firstAnswerMax"]!, (int)reply["total"]!["triedAgain"]!));
        Assert.Equal(["sms/main", "web/"], reply["channels"]!.AsArray().Select(c => $"{c!["channel"]}/{c["account"]}"));
        Assert.Equal("""[{"outcome":"failed","reason":"30005","count":2},{"outcome":"later","reason":"HTTP 503","count":1}]""", reply["channels"]![0]!["reasons"]!.ToJsonString());
        Assert.Equal(
            """[{"id":"C1","name":"Help desk","requests":2,"failed":1,"reasons":[{"outcome":"failed","reason":"NoAnswer","count":1}]},{"id":"gone","name":"gone","requests":1,"failed":0,"reasons":[]}]""",
            reply["contactCenters"]!.ToJsonString());
    }

    [Fact]
    public async Task Get_AsCsv_HasALineAStepAlsoForThoseInWhichNothingHappened()
    {
        Add("a", 7, 3, (new(MinuteKinds.PollLag), 0.25));

        var (status, body, type) = await GetAsync("?format=csv&step=5&to=2026-01-02T03:00:00Z&from=2026-01-02T02:52:00Z");

        Assert.Equal((200, "text/csv; charset=utf-8"), (status, type));
        Assert.Equal(
            [
                "at,open,waiting,opened,ended,fromCustomers,toCustomers,answered,firstAnswer,firstAnswerMax,pollLag,pollLagMax,pollsFailed,delivered,deliveryLagMax,triedAgain,failed,deadLetters",
                "2026-01-02T02:50:00Z,0,0,0,0,0,0,0,,,,,0,0,,0,0,0",
                "2026-01-02T02:55:00Z,3,0,0,0,0,0,0,,,0.25,0.25,0,0,,0,0,0",
                "",
            ],
            body.Split("\r\n"));
    }

    [Theory]
    [InlineData("?from=yesterday")]
    [InlineData("?from=2026-01-02T03:04:05Z&to=2026-01-02T03:04:05Z")]
    [InlineData("?from=2026-01-01T00:00:00Z&to=2026-01-02T03:04:05Z")]
    [InlineData("?from=2025-11-01T00:00:00Z&step=60")]
    [InlineData("?to=0001-01-01T00:00:00Z")]
    [InlineData("?step=0")]
    [InlineData("?step=1441")]
    [InlineData("?format=xml")]
    public async Task Get_OfARequestThatMakesNoSense_IsRefused(string query) => Assert.Equal(400, (await GetAsync(query)).Status);

    private void Add(string instance, int minutesAgo, int open, params (MinuteKey Key, double Value)[] figures)
    {
        var at = Minute.Floor(Now, TimeSpan.FromMinutes(1)).AddMinutes(-minutesAgo);
        _store.All[(at, instance)] = new(at) { Open = open, Figures = figures.ToImmutableDictionary(f => f.Key, f => Figure.Of(f.Value)) };
    }

    private async Task<(int Status, string Body, string? Type)> GetAsync(string query)
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        context.Request.QueryString = new QueryString(query);
        context.Response.Body = new MemoryStream();
        await (await _api.GetAsync(context.Request, default)).ExecuteAsync(context);
        context.Response.Body.Position = 0;
        return (context.Response.StatusCode, await new StreamReader(context.Response.Body).ReadToEndAsync(), context.Response.ContentType);
    }
}
