using System.Net;
using System.Net.Sockets;
using System.Text;
using CustomerChat.App.Http;
using CustomerChat.Tests.Support;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Tests.App.Http;

public class BodyReaderTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ListLogger<BodyReader> _logger = new();

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nZZ\r\n", 400)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX\r\n", 400)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n", 400)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nhello\r\n", 400)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 200)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhe<end>", 400)]
    [InlineData("Content-Length: 9\r\n\r\nhello<end>", 400)]
    [InlineData("Content-Length: 5\r\n\r\nhello", 200)]
    [InlineData("Content-Length: 21\r\n\r\n", 413)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n15\r\n012345678901234567890\r\n0\r\n\r\n", 413)]
    [InlineData("Content-Length: 5\r\n\r\nhello<slow>", 200)]
    [InlineData("Content-Length: 9\r\n\r\nhello<slow>", 408)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n9\r\nhello<slow>", 408)]
    public async Task Read_OverTheWire_IsTheBodyOrItsFault(string request, int status)
    {
        var (reading, read) = (new TaskCompletionSource(), new TaskCompletionSource<int>());
        await using var server = await StubServer.StartAsync(async context =>
        {
            // Without Kestrel's own limit, so that it is the reader's which is seen here.
            context.Features.GetRequiredFeature<IHttpMinRequestBodyDataRateFeature>().MinDataRate = null;
            var body = new BodyReader(_time, _logger).ReadAsync(context.Request, 20, context.RequestAborted);
            reading.TrySetResult();
            var (bytes, error) = await body;
            Assert.True(bytes is null || Encoding.UTF8.GetString(bytes) == "hello");
            context.Response.StatusCode = error?.Status ?? 200;
            read.SetResult(context.Response.StatusCode);
        });
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nHost: x\r\n" + request.Split('<')[0]));
        await reading.Task;
        if (request.EndsWith("<end>", StringComparison.Ordinal))
        {
            client.Client.Shutdown(SocketShutdown.Send);
        }

        if (request.EndsWith("<slow>", StringComparison.Ordinal))
        {
            _time.Advance(BodyReader.Limit);
        }

        Assert.Equal(status, await read.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        if (!request.EndsWith("<end>", StringComparison.Ordinal))
        {
            // Kestrel resets a connection whose client has ended it too early.
            Assert.Equal($"HTTP/1.1 {status}", (await new StreamReader(stream).ReadLineAsync())?[..12]);
        }

        Assert.All(_logger.Lines, record => Assert.Equal((LogLevel.Debug, null), (record.Level, record.Exception)));
    }

    [Fact]
    public async Task Read_WhoseClientBreaksOff_EndsWithOneQuietLine()
    {
        var read = new TaskCompletionSource<int?>();
        await using var server = await StubServer.StartAsync(async context =>
        {
            try
            {
                read.SetResult((await new BodyReader(_time, _logger).ReadAsync(context.Request, 20, context.RequestAborted)).Error?.Status);
            }
            catch (Exception e)
            {
                read.SetException(e);
            }
        });
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, server.Address.Port);
            await client.GetStream().WriteAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhel"u8.ToArray());
            client.LingerState = new LingerOption(true, 0);
        }

        Assert.Equal(400, await read.Task);
        Assert.Equal(LogLevel.Debug, Assert.Single(_logger.Lines).Level);
    }
}
