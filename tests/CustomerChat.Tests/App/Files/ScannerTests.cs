using System.Net;
using System.Net.Sockets;
using System.Text;
using CustomerChat.App.Files;
using CustomerChat.Files;
using CustomerChat.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Moq;

namespace CustomerChat.Tests.App.Files;

public class ScannerTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private static readonly ChatFile File = new("a.txt", "text/plain", 68, "abc", "1-0");

    [Theory]
    [InlineData("stream: OK", ScanVerdict.Clean)]
    [InlineData("stream: Eicar-Test-Signature FOUND", ScanVerdict.Harmful)]
    [InlineData("INSTREAM size limit exceeded. ERROR", ScanVerdict.Unknown)]
    [InlineData("", ScanVerdict.Unknown)]
    [InlineData("stream: OK and more", ScanVerdict.Unknown)]
    public void Read_ClamdsAnswer_IsAVerdictOnlyWhereItSaysOne(string answer, ScanVerdict expected) => Assert.Equal(expected, ClamdScanner.Read(answer).Verdict);

    [Theory]
    [InlineData(true, ScanVerdict.Harmful)]
    [InlineData(false, ScanVerdict.Clean)]
    public async Task Scan_ByClamd_SendsEveryByte(bool harmful, ScanVerdict expected)
    {
        using var clamd = new Clamd();
        var scanner = new ClamdScanner(Options.Create(new ChatFileOptions { Scanner = clamd.Address }), TimeProvider.System);
        byte[] content = harmful ? Samples.Eicar : [.. Enumerable.Range(0, 200_000).Select(i => (byte)i)];

        var result = await scanner.ScanAsync(File, new MemoryStream(content), default);

        Assert.Equal(expected, result.Verdict);
        Assert.Equal(content, clamd.Seen);
    }

    [Fact]
    public async Task Scan_WithNobodyThere_IsNoVerdict()
    {
        // A port that is taken, and on which nobody listens.
        using var taken = new Socket(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var scanner = new ClamdScanner(Options.Create(new ChatFileOptions { Scanner = new($"clamd://{taken.LocalEndPoint}") }), TimeProvider.System);
        Assert.Equal(ScanVerdict.Unknown, (await scanner.ScanAsync(File, Stream.Null, default)).Verdict);
    }

    [Theory]
    [InlineData(200, """{"verdict":"clean"}""", ScanVerdict.Clean)]
    [InlineData(200, """{"verdict":"harmful","finding":"Eicar"}""", ScanVerdict.Harmful)]
    [InlineData(200, """{"verdict":"perhaps"}""", ScanVerdict.Unknown)]
    [InlineData(200, "[]", ScanVerdict.Unknown)]
    [InlineData(200, "ok", ScanVerdict.Unknown)]
    [InlineData(500, """{"verdict":"clean"}""", ScanVerdict.Unknown)]
    [InlineData(302, """{"verdict":"clean"}""", ScanVerdict.Unknown)]
    public async Task Scan_ByHttp_IsSignedAndCleanOnlyWhereItSaysSo(int status, string answer, ScanVerdict expected)
    {
        string? signature = null, timestamp = null;
        byte[]? seen = null;
        await using var server = await StubServer.StartAsync(async context =>
        {
            (signature, timestamp) = (context.Request.Headers["X-File-Signature"].ToString(), context.Request.Headers["X-File-Timestamp"].ToString());
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            seen = body.ToArray();
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(answer);
        });
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var scanner = new HttpScanner(
            Mock.Of<IHttpClientFactory>(f => f.CreateClient(HttpScanner.Client) == http),
            Options.Create(new ChatFileOptions { Scanner = server.Address, ScannerSecret = Secret }), TimeProvider.System);

        var result = await scanner.ScanAsync(File, new MemoryStream(Samples.Eicar), default);

        Assert.Equal(expected, result.Verdict);
        Assert.Equal(Samples.Eicar, seen);
        Assert.Equal(HttpScanner.Sign(Secret, timestamp!, "abc"), signature);
    }

    /// <summary>Speaks clamd's protocol, and finds EICAR.</summary>
    private sealed class Clamd : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Clamd()
        {
            _listener.Start();
            _ = ServeAsync();
        }

        public Uri Address => new($"clamd://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

        public byte[] Seen { get; private set; } = [];

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync()
        {
            using var client = await _listener.AcceptTcpClientAsync();
            using var reader = new BinaryReader(client.GetStream());
            Assert.Equal("zINSTREAM\0", Encoding.ASCII.GetString(reader.ReadBytes(10)));
            var all = new MemoryStream();
            while (IPAddress.NetworkToHostOrder(reader.ReadInt32()) is > 0 and var length)
            {
                all.Write(reader.ReadBytes(length));
            }

            Seen = all.ToArray();
            var found = Seen.AsSpan().IndexOf("EICAR-STANDARD"u8) >= 0;
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(found ? "stream: Eicar-Test-Signature FOUND\0" : "stream: OK\0"));
        }
    }
}
