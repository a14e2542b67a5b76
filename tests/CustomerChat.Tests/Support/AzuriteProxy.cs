using Microsoft.AspNetCore.Http;

namespace CustomerChat.Tests.Support;

/// <summary>Stands before Azurite and can drop an answer after its effect, or fail before it.</summary>
internal sealed class AzuriteProxy : IAsyncDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private StubServer? _server;

    /// <summary>What to do with a request, by its method and path.</summary>
    public Func<string, string, ProxyAct> Decide { get; set; } = (_, _) => ProxyAct.Pass;

    public string ConnectionString { get; private set; } = "";

    public static async Task<AzuriteProxy> StartAsync(string azurite)
    {
        var proxy = new AzuriteProxy();
        var marker = "TableEndpoint=";
        var endpoint = new Uri(azurite[(azurite.IndexOf(marker, StringComparison.Ordinal) + marker.Length)..].TrimEnd(';'));
        proxy._server = await StubServer.StartAsync(context => proxy.ForwardAsync(context, endpoint));
        proxy.ConnectionString = azurite.Replace(endpoint.Authority, proxy._server.Address.Authority, StringComparison.Ordinal);
        return proxy;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task ForwardAsync(HttpContext context, Uri endpoint)
    {
        var act = Decide(context.Request.Method, context.Request.Path);
        if (act == ProxyAct.DropBefore)
        {
            context.Abort();
            return;
        }

        if (act == ProxyAct.Busy)
        {
            context.Response.StatusCode = 503;
            return;
        }

        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), $"http://{endpoint.Authority}{context.Request.Path.ToUriComponent()}{context.Request.QueryString}");
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        request.Content = new ByteArrayContent(body.ToArray());
        foreach (var (name, values) in context.Request.Headers.Where(h => h.Key is not ("Host" or "Content-Length" or "Connection")))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        using var response = await Http.SendAsync(request);
        var reply = await response.Content.ReadAsByteArrayAsync();
        if (act == ProxyAct.DropAfter)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat<KeyValuePair<string, IEnumerable<string>>>(response.Content.Headers)
            .Where(h => h.Key is not ("Transfer-Encoding" or "Connection" or "Keep-Alive")))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await context.Response.Body.WriteAsync(reply);
    }
}
