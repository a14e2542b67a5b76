using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.App.Http;
using CustomerChat.App.Ops;
using CustomerChat.Consent;
using CustomerChat.Tests.Channels;
using CustomerChat.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.App.Ops;

public sealed class BlockApiTests : IDisposable
{
    private readonly MemoryBlocks _store = new();
    private readonly ListLogger<BlockApi> _log = new();
    private readonly Blocks _blocks;
    private readonly BlockApi _api;

    public BlockApiTests()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        _blocks = new Blocks(_store, time);
        _api = new BlockApi(_store, _blocks, Accounts.Directory("sms"), new BodyReader(TimeProvider.System, NullLogger<BodyReader>.Instance), time, _log);
    }

    public void Dispose() => _blocks.Dispose();

    [Fact]
    public async Task Add_AddressAndPrefix_IsListedAndRemovedById()
    {
        var (status, reply) = await SendAsync(
            r => _api.AddAsync(r, default), body: """{"channel":"SMS","account":"Main","address":"+1 (500) 555-0006","reason":"insults","by":"Agnes"}""");
        Assert.Equal(200, status);
        Assert.Equal(
            """{"channel":"sms","account":"main","address":"+15005550006","prefix":null,"reason":"insults","by":"Agnes","at":"2026-01-02T03:04:05+00:00"}""",
            Without(reply, "id"));
        Assert.Equal(200, (await SendAsync(r => _api.AddAsync(r, default), body: """{"channel":"telegram","prefix":"-100","reason":"groups"}""")).Status);
        Assert.Equal(200, (await SendAsync(r => _api.AddAsync(r, default), body: """{"channel":"telegram","prefix":"-100","reason":"groups again"}""")).Status);

        var listed = JsonNode.Parse((await SendAsync(r => _api.ListAsync(r, default))).Body)!["blocks"]!.AsArray();
        Assert.Equal(["groups again", "insults"], listed.Select(b => (string)b!["reason"]!).Order());
        Assert.Equal("-100", (string)JsonNode.Parse((await SendAsync(r => _api.ListAsync(r, default), "?channel=telegram&account=main")).Body)!["blocks"]![0]!["prefix"]!);

        var id = (string)JsonNode.Parse(reply)!["id"]!;
        Assert.DoesNotContain("5550006", id, StringComparison.Ordinal);
        Assert.Equal(200, (await SendAsync(_ => _api.RemoveAsync(id, default))).Status);
        Assert.Equal(404, (await SendAsync(_ => _api.RemoveAsync(id, default))).Status);
        Assert.Equal(404, (await SendAsync(_ => _api.RemoveAsync("'; or 1", default))).Status);
        Assert.Single(_store.All);
        Assert.DoesNotContain(_log.Lines, l => l.Message.Contains("5550006", StringComparison.Ordinal) || l.Message.Contains("insults", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"channel":"sms","reason":"x"}""")]
    [InlineData("""{"channel":"sms","address":"+1","prefix":"+1","reason":"x"}""")]
    [InlineData("""{"channel":"sms","address":"+1"}""")]
    [InlineData("""{"channel":"sms","address":"+1","reason":" "}""")]
    [InlineData("""{"channel":"sms","address":" ","reason":"x"}""")]
    [InlineData("""{"channel":"sms","prefix":"","reason":"x"}""")]
    [InlineData("""{"channel":"sms","prefix":"+","reason":"x"}""")]
    [InlineData("""{"channel":"whatsapp","prefix":"( )","reason":"x"}""")]
    [InlineData("""{"channel":"fax","address":"+1","reason":"x"}""")]
    [InlineData("""{"channel":"sms","account":"nobody","address":"+1","reason":"x"}""")]
    [InlineData("""{"address":"+1","reason":"x"}""")]
    [InlineData("[]")]
    public async Task Add_WithAFault_IsRefusedAndChangesNothing(string body)
    {
        Assert.Equal(400, (await SendAsync(r => _api.AddAsync(r, default), body: body)).Status);
        Assert.Empty(_store.All);
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=201")]
    [InlineData("?limit=x")]
    public async Task List_WithAFault_IsRefused(string query) => Assert.Equal(400, (await SendAsync(r => _api.ListAsync(r, default), query)).Status);

    private static string Without(string json, string name)
    {
        var node = JsonNode.Parse(json)!.AsObject();
        node.Remove(name);
        return node.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    private static async Task<(int Status, string Body)> SendAsync(Func<HttpRequest, Task<IResult>> handle, string query = "", string body = "")
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        context.Request.QueryString = new QueryString(query);
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        await (await handle(context.Request)).ExecuteAsync(context);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(answer.ToArray()));
    }
}
