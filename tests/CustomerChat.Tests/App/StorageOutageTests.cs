using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Azure;
using CustomerChat.App;
using CustomerChat.Storage;
using CustomerChat.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.App;

public sealed partial class StorageOutageTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ListLogger<StorageOutage> _logger = new();
    private readonly StorageOutage _outage;

    public StorageOutageTests() => _outage = new StorageOutage(_time, _logger);

    public void Dispose() => _outage.Dispose();

    [Fact]
    public void Takes_ThousandsInAMinute_SaysSoAtOnceAndThenOnceAMinuteWithTheirNumber()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Assert.True(_outage.Takes(new RequestFailedException(503, "busy: secret")));
        }

        Assert.Equal(1, Assert.Single(Lines()).Failures);
        _time.Advance(TimeSpan.FromMinutes(1));
        _outage.Takes(new AggregateException(new RequestFailedException(0, "refused"), new RequestFailedException(0, "refused")));
        _time.Advance(TimeSpan.FromMinutes(1));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal([(1, "HTTP 503"), (999, "HTTP 503"), (1, "no connection")], Lines());

        // The next outage is told at once again.
        _outage.Takes(new TaskCanceledException());
        Assert.Equal((1, "no answer in time"), Lines()[^1]);
        Assert.All(_logger.Lines.Where(r => r.Level > LogLevel.Debug), r => Assert.Null(r.Exception));
    }

    [Fact]
    public void Takes_AConnectionResetWhileItIsMade_IsAnOutage() =>
        Assert.True(_outage.Takes(new AggregateException(new SocketException((int)SocketError.NotConnected), new RequestFailedException(0, "refused"))));

    [Fact]
    public void Takes_WhatIsNoOutage_LeavesItToItsCaller()
    {
        Assert.False(_outage.Takes(new InvalidOperationException()));
        Assert.False(_outage.Takes(new RequestFailedException(400, "bad request")));
        Assert.False(_outage.Takes(new RequestFailedException(409, "conflict")));
        Assert.False(_outage.Takes(new AggregateException(new RequestFailedException(0, "refused"), new InvalidOperationException())));
        Assert.Empty(Lines());
    }

    /// <summary>What the table client really throws.</summary>
    [Theory]
    [InlineData("refused")]
    [InlineData("dropped")]
    [InlineData("503")]
    [InlineData("403")]
    public async Task Takes_WhatTheTableClientThrows(string fault)
    {
        await using var server = await StubServer.StartAsync(context =>
        {
            if (fault == "dropped")
            {
                context.Abort();
            }
            else
            {
                context.Response.StatusCode = int.Parse(fault, CultureInfo.InvariantCulture);
            }

            return Task.CompletedTask;
        });
        var port = server.Address.Port;
        if (fault == "refused")
        {
            await server.DisposeAsync();
        }

        var tables = new Tables(Options.Create(new StorageOptions
        {
            ConnectionString = $"DefaultEndpointsProtocol=http;AccountName=a;AccountKey=AAAA;TableEndpoint=http://127.0.0.1:{port}/a;",
        }));
        var e = await Record.ExceptionAsync(() => new ChatStore(tables, Sealers.New).LoadAsync("x", default));
        Assert.True(_outage.Takes(e!), $"{e}");
    }

    private List<(int Failures, string Kind)> Lines() =>
        [.. _logger.Lines.Where(l => l.Level == LogLevel.Error).Select(l => Line().Match(l.Message).Groups)
            .Select(groups => (int.Parse(groups[2].Value, CultureInfo.InvariantCulture), groups[1].Value))];

    [GeneratedRegex("""\((.+)\): (\d+) calls""")]
    private static partial Regex Line();
}
