using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.EndToEnd.Channels;

/// <summary>
/// Where the providers keep files: their APIs, which want credentials and redirect or tell a link as the real ones do, and a second host that must never see any
/// but WhatsApp's.
/// </summary>
internal sealed class FileHost : IAsyncDisposable
{
    private StubServer? _second;
    private int _asked;
    private int _late;

    /// <summary>Files by name.</summary>
    public ConcurrentDictionary<string, byte[]> All { get; } = new(StringComparer.Ordinal);

    /// <summary>Requests of the second host with credentials that are not meant for it, and those of the APIs without the right ones.</summary>
    public List<string> Wrong { get; } = [];

    /// <summary>How often the second host was asked.</summary>
    public int Asked => _asked;

    /// <summary>Awaited before a file is given; null = at once.</summary>
    public Func<Task>? Hold { get; set; }

    public Uri SecondHost => _second!.Address;

    public string Allowed => SecondHost.Authority;

    public static async Task<FileHost> StartAsync()
    {
        var host = new FileHost();
        host._second = await StubServer.StartAsync(host.ServeAsync);
        return host;
    }

    /// <summary>No file is there, and nothing was asked for.</summary>
    public void Reset()
    {
        All.Clear();
        (Hold, _asked, _late) = (null, 0, 0);
        lock (Wrong)
        {
            Wrong.Clear();
        }
    }

    /// <summary>The providers' APIs; false = it is no question about a file.</summary>
    public async Task<bool> AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var (path, authorization) = (request.Path.Value!, request.Headers.Authorization.ToString());
        var name = path.Split('/')[^1];
        if (path.StartsWith("/2010-04-01/Accounts/AC1/Messages/MM1/Media/", StringComparison.Ordinal))
        {
            Check(authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"AC1:{Provider.Secret}")), path, response);
            response.Headers.Location = new Uri(SecondHost, $"/cdn/{name}").ToString();
            response.StatusCode = response.StatusCode == 401 ? 401 : 307;
            return true;
        }

        if (request.Query.ContainsKey("phone_number_id"))
        {
            Check(authorization == "Bearer access" && request.Query["phone_number_id"] == "number1", path, response);
            await response.WriteAsync(new JsonObject { ["url"] = new Uri(SecondHost, $"/wa/{name}").ToString(), ["id"] = name }.ToJsonString());
            return true;
        }

        if (path.EndsWith("/getFile", StringComparison.Ordinal))
        {
            Check(path.StartsWith("/bot1:bot/", StringComparison.Ordinal), "getFile", response);
            var id = (string)JsonNode.Parse(await new StreamReader(request.Body).ReadToEndAsync())!["file_id"]!;
            await response.WriteAsync(new JsonObject { ["ok"] = true, ["result"] = new JsonObject { ["file_path"] = $"photos/{id}" } }.ToJsonString());
            return true;
        }

        if (path.StartsWith("/file/bot1:bot/photos/", StringComparison.Ordinal))
        {
            await GiveAsync(name, response);
            return true;
        }

        return false;
    }

    public async ValueTask DisposeAsync() => await _second!.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        var (path, authorization) = (context.Request.Path.Value!, context.Request.Headers.Authorization.ToString());
        Check(authorization == (path.StartsWith("/wa/", StringComparison.Ordinal) ? "Bearer access" : ""), path, context.Response);
        await GiveAsync(path.Split('/')[^1], context.Response);
    }

    private async Task GiveAsync(string name, HttpResponse response)
    {
        Interlocked.Increment(ref _asked);
        await (Hold?.Invoke() ?? Task.CompletedTask);
        switch (name)
        {
            case "loop":
                response.Redirect(new Uri(SecondHost, "/cdn/loop").ToString());
                return;
            case "elsewhere":
                response.Redirect("http://127.0.0.1:1/secret");
                return;
            case "late" when Interlocked.Increment(ref _late) < 3:
                response.StatusCode = 404;
                return;
            case "drip":
                for (var i = 0; i < 1_000 && !response.HttpContext.RequestAborted.IsCancellationRequested; i++)
                {
                    await response.Body.WriteAsync(new byte[] { 0xFF, 0xD8, 0xFF }.AsMemory(Math.Min(i, 2), 1));
                    await response.Body.FlushAsync();
                    await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, response.HttpContext.RequestAborted);
                }

                return;
            case "liar":
                response.ContentLength = 5_000_000_000;
                await response.Body.WriteAsync(new byte[10]);
                await response.Body.FlushAsync();

                // Nothing more comes. Who believes the length waits for it.
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, response.HttpContext.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
        }

        var isThere = All.TryGetValue(name, out var content);
        content ??= [];
        response.StatusCode = isThere ? 200 : 404;
        response.ContentLength = content.Length;
        response.ContentType = Path.GetExtension(name) switch { ".pdf" => "application/pdf", ".zip" => "application/zip", _ => "application/octet-stream" };
        if (HttpMethods.IsGet(response.HttpContext.Request.Method))
        {
            await response.Body.WriteAsync(content);
        }
    }

    private void Check(bool isRight, string path, HttpResponse response)
    {
        if (!isRight)
        {
            lock (Wrong)
            {
                Wrong.Add(path);
            }

            response.StatusCode = 401;
        }
    }
}
