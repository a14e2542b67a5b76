using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.EndToEnd.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace CustomerChat.EndToEnd.Channels;

/// <summary>
/// Plays the APIs of Twilio, Meta, Telegram and a webhook's receiver: demands what the real ones demand, records what it is
/// given, and answers with their errors on demand.
/// </summary>
internal sealed class ProviderEmulator : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ProviderCall> _calls = new();
    private int _lastId;

    private ProviderEmulator(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>What to do with the n-th call (from 1): null = take it.</summary>
    public Func<ProviderCall, int, ProviderFault?> Fault { get; set; } = (_, _) => null;

    /// <summary>Every call, taken or not.</summary>
    public IReadOnlyList<ProviderCall> Calls => [.. _calls];

    /// <summary>The texts that were taken for an address, in order.</summary>
    public IReadOnlyList<string> Taken(string to) => [.. _calls.Where(c => c.Taken && c.To == to).Select(c => c.Text)];

    /// <summary>The id that the message with these words got, as soon as it was taken.</summary>
    public async Task<string> IdOfAsync(string words)
    {
        var taken = await Until.IsAsync(
            () => Task.FromResult(_calls.FirstOrDefault(c => c.MessageId.Length > 0 && c.Text.Contains(words, StringComparison.Ordinal))), call => call is not null);
        return taken!.MessageId;
    }

    public static async Task<ProviderEmulator> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var emulator = new ProviderEmulator(app);
        app.Run(emulator.HandleAsync);
        await app.StartAsync();
        return emulator;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>It takes everything, and nothing was given to it so far.</summary>
    public void Reset()
    {
        Fault = (_, _) => null;
        _calls.Clear();
    }

    /// <summary>Names that Messenger tells of its people.</summary>
    public IReadOnlyDictionary<string, string> Names { get; set; } = new Dictionary<string, string>();

    /// <summary>Customers' files at the providers; null = there are none.</summary>
    public FileHost? Files { get; set; }

    private async Task HandleAsync(HttpContext context)
    {
        if (Files is not null && await Files.AnswerAsync(context))
        {
            return;
        }

        if (HttpMethods.IsGet(context.Request.Method))
        {
            var name = Names.GetValueOrDefault(context.Request.Path.Value!.TrimStart('/'));
            context.Response.StatusCode = name is null ? 400 : 200;
            await context.Response.WriteAsync(name is null ? """{"error":{"code":100}}""" : $$"""{"first_name":"{{name}}"}""");
            return;
        }

        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        var call = Read(context.Request, body);
        var fault = call.Authentic ? Fault(call, _calls.Count + 1) : new ProviderFault(401, "{}");
        call = call with { Taken = fault is null || fault.TakenAllTheSame, MessageId = fault is null ? $"P{Interlocked.Increment(ref _lastId)}" : "" };
        _calls.Enqueue(call);
        if (fault is { Drop: true })
        {
            context.Abort();
            return;
        }

        if (fault?.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds;
        }

        context.Response.StatusCode = fault?.Status ?? 200;
        await context.Response.WriteAsync(fault?.Body ?? Answer(call));
    }

    private static string Answer(ProviderCall call) => call.Channel switch
    {
        "sms" => $$"""{"sid":"{{call.MessageId}}","status":"queued"}""",
        "whatsapp" => $$"""{"messages":[{"id":"{{call.MessageId}}"}]}""",
        "messenger" => $$"""{"message_id":"{{call.MessageId}}"}""",
        "telegram" => $$"""{"ok":true,"result":{"message_id":{{call.MessageId[1..]}} } }""",
        _ => "",
    };

    private static ProviderCall Read(HttpRequest request, string body)
    {
        var (path, authorization) = (request.Path.Value!, request.Headers.Authorization.ToString());
        if (path.StartsWith("/2010-04-01/", StringComparison.Ordinal))
        {
            var form = QueryHelpers.ParseQuery(body);
            var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"AC1:{Provider.Secret}"));
            var text = form.TryGetValue("ContentSid", out var content) ? $"(template {content})" : form.TryGetValue("MediaUrl", out var media) ? $"[media {media}] {form.GetValueOrDefault("Body")}".Trim() : form["Body"].ToString();
            return new("sms", form["To"].ToString(), text, "", authorization == basic && form["From"].ToString().EndsWith("+1000", StringComparison.Ordinal));
        }

        var json = JsonNode.Parse(body)!;
        if (path.StartsWith("/bot", StringComparison.Ordinal))
        {
            return new("telegram", (string)json["chat_id"]!, (string?)json["text"] ?? Media(json, path.Split('/')[^1]) ?? "(typing)", "", path.StartsWith("/bot1:bot/", StringComparison.Ordinal));
        }

        if (path == "/callback")
        {
            return new("webhook", (string)json["to"]!, (string)json["text"]!, request.Headers["webhook-id"].ToString(), Provider.VerifyWebhook(request, body));
        }

        var template = json["template"] ?? json["message"]?["template"];
        var said = template is null ? null : $"(template {template["name"]} {template["language"]!["code"]})";
        return path.StartsWith("/number1/", StringComparison.Ordinal)
            ? new("whatsapp", (string?)(json["to"] ?? json["recipient"]) ?? "", said ?? (string?)json["text"]?["body"] ?? Media(json, (string?)json["type"]) ?? "(read)", "", authorization == "Bearer access")
            : new("messenger", (string)json["recipient"]!["id"]!, said ?? (string?)json["message"]?["text"] ?? Media(json["message"]?["attachment"], "attachment") ?? $"({json["sender_action"]})", "", authorization == "Bearer access");
    }

    /// <summary>A message of a channel's own kind: <c>[image link] caption</c>.</summary>
    private static string? Media(JsonNode? json, string? kind) =>
        json is null ? null
        : kind == "attachment" ? $"[{json["type"]} {json["payload"]!["url"]}]"
        : kind?.StartsWith("send", StringComparison.Ordinal) is true && kind != "sendChatAction" ? $"[{kind[4..].ToLowerInvariant()} {json[kind[4..].ToLowerInvariant()]}] {json["caption"]}".Trim()
        : kind is not null && json[kind] is JsonObject media && media["link"] is { } link ? $"[{kind} {link}] {media["caption"]}".Trim()
        : null;
}
