using Microsoft.AspNetCore.Http;

namespace CustomerChat.Testing;

/// <summary>A call that goes through a gate.</summary>
internal sealed record GateCall(string Method, string Path)
{
    /// <summary>A write or read of chats, conversations or dead letters, or a call for a chat: not a host's own leases and lists.</summary>
    public bool IsOfAChat => !Path.Contains("chatindex", StringComparison.OrdinalIgnoreCase) && !Path.Contains("/Tables", StringComparison.Ordinal);
}

/// <summary>What is to become of it.</summary>
internal sealed record GateAct
{
    public static readonly GateAct Pass = new();

    public TimeSpan Delay { get; init; }

    /// <summary>The connection is dropped, and nothing was done.</summary>
    public bool DropBefore { get; init; }

    /// <summary>It is done, and the answer is lost.</summary>
    public bool DropAfter { get; init; }

    /// <summary>Answered with this instead; nothing was done.</summary>
    public int? Status { get; init; }

    public string Body { get; init; } = "";

    public string? RetryAfter { get; init; }

    /// <summary>Runs when it is done, before its answer.</summary>
    public Func<Task>? After { get; init; }
}

/// <summary>Stands between the relay and what it calls, and does to a call what a network, a server or a crash may do.</summary>
internal sealed class Gate : IAsyncDisposable
{
    private static readonly string[] OfTheConnection = ["Transfer-Encoding", "Connection", "Keep-Alive", "Date", "Server"];

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Uri _target;
    private StubServer? _server;

    private Gate(Uri target) => _target = target;

    public Func<GateCall, GateAct> Decide { get; set; } = _ => GateAct.Pass;

    public Uri Address => _server!.Address;

    public static async Task<Gate> StartAsync(Uri target)
    {
        var gate = new Gate(target);
        gate._server = await StubServer.StartAsync(gate.HandleAsync);
        return gate;
    }

    /// <summary>A connection string by which Azurite is reached through the gate.</summary>
    public static async Task<(Gate Gate, string ConnectionString)> BeforeAsync(string connectionString)
    {
        var endpoint = new Uri(connectionString.Split("TableEndpoint=")[1].Split(';')[0]);
        var gate = await StartAsync(new Uri(endpoint.GetLeftPart(UriPartial.Authority)));
        return (gate, connectionString.Replace(endpoint.GetLeftPart(UriPartial.Authority), gate.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _http.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var act = Decide(new GateCall(context.Request.Method, context.Request.Path));
        if (act.Delay > TimeSpan.Zero)
        {
            await Task.Delay(act.Delay, TimeProvider.System);
        }

        if (act.DropBefore)
        {
            context.Abort();
            return;
        }

        if (act.Status is { } status)
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = act.RetryAfter;
            if (act.Body.Length > 0)
            {
                await context.Response.WriteAsync(act.Body);
            }

            return;
        }

        HttpResponseMessage response;
        try
        {
            response = await ForwardAsync(context.Request);
        }
        catch (Exception e) when (LostAnswer.Is(e))
        {
            // What is behind it is not there: then nor is this.
            context.Abort();
            return;
        }

        using (response)
        {
            var body = await response.Content.ReadAsByteArrayAsync();
            if (act.After is { } after)
            {
                await after();
            }

            if (act.DropAfter)
            {
                context.Abort();
                return;
            }

            context.Response.StatusCode = (int)response.StatusCode;
            foreach (var header in response.Headers.Concat(response.Content.Headers).Where(h => !OfTheConnection.Contains(h.Key)))
            {
                context.Response.Headers[header.Key] = header.Value.ToArray();
            }

            if (body.Length == 0)
            {
                // 204 and 304 have none, and a server refuses to write one.
                return;
            }

            try
            {
                await context.Response.Body.WriteAsync(body);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // Who asked is no more.
            }
        }
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpRequest request)
    {
        using var content = new MemoryStream();
        await request.Body.CopyToAsync(content);
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(_target, request.Path.ToUriComponent() + request.QueryString));
        if (content.Length > 0 || request.Method is "POST" or "PUT" or "PATCH" or "MERGE")
        {
            message.Content = new ByteArrayContent(content.ToArray());
        }

        foreach (var (name, value) in request.Headers)
        {
            if (name is not ("Host" or "Content-Length") && !message.Headers.TryAddWithoutValidation(name, value.ToArray()))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value.ToArray());
            }
        }

        return await _http.SendAsync(message);
    }
}
