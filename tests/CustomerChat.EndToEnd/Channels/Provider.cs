using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.EndToEnd.Support;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.EndToEnd.Channels;

/// <summary>The providers' inbound side: signs webhooks as they do, by code of its own.</summary>
internal sealed class Provider(Uri relay) : IDisposable
{
    /// <summary>An operator's key.</summary>
    public const string OpsKey = "ops-key-of-the-end-to-end-tests-only";

    public const string Secret = "provider-secret";
    public const string WebhookSecret = "whsec_" + WebhookKey;
    private const string WebhookKey = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string PublicUrl = "https://relay.example/api/channels/sms/main";

    private readonly HttpClient _http = new() { BaseAddress = relay };

    /// <summary>The relay's settings for an account <c>main</c> of every channel.</summary>
    public static Dictionary<string, string> Settings(Uri api) => new()
    {
        ["Channels:Sms:main:AccountSid"] = "AC1",
        ["Channels:Sms:main:AuthToken"] = Secret,
        ["Channels:Sms:main:From"] = "+1000",
        ["Channels:Sms:main:PublicUrl"] = PublicUrl,
        ["Channels:Sms:main:ContactCenterId"] = Stack.CenterId,
        ["Channels:Sms:main:ApiBaseAddress"] = api.ToString(),
        ["Channels:WhatsApp:main:AppSecret"] = Secret,
        ["Channels:WhatsApp:main:VerifyToken"] = "verify",
        ["Channels:WhatsApp:main:AccessToken"] = "access",
        ["Channels:WhatsApp:main:PhoneNumberId"] = "number1",
        ["Channels:WhatsApp:main:ContactCenterId"] = Stack.CenterId,
        ["Channels:WhatsApp:main:ApiBaseAddress"] = api.ToString(),
        ["Channels:Messenger:main:AppSecret"] = Secret,
        ["Channels:Messenger:main:VerifyToken"] = "verify",
        ["Channels:Messenger:main:AccessToken"] = "access",
        ["Channels:Messenger:main:PageId"] = "page1",
        ["Channels:Messenger:main:ContactCenterId"] = Stack.CenterId,
        ["Channels:Messenger:main:ApiBaseAddress"] = api.ToString(),
        ["Channels:Telegram:main:BotToken"] = "1:bot",
        ["Channels:Telegram:main:SecretToken"] = Secret,
        ["Channels:Telegram:main:ContactCenterId"] = Stack.CenterId,
        ["Channels:Telegram:main:ApiBaseAddress"] = api.ToString(),
        ["Channels:Webhook:main:Secret"] = WebhookSecret,
        ["Channels:Webhook:main:CallbackUrl"] = new Uri(api, "/callback").ToString(),
        ["Channels:Webhook:main:ContactCenterId"] = Stack.CenterId,
        ["Ops:Key"] = OpsKey,
    };

    /// <summary>A person writes; the answer of the relay.</summary>
    public async Task<int> WriteAsync(string channel, string from, string id, string text, bool tamper = false, string account = "main")
    {
        using var request = Request(channel, from, id, text, account);
        if (tamper)
        {
            var body = await request.Content!.ReadAsStringAsync();
            var type = request.Content.Headers.ContentType;
            request.Content = new StringContent(body.Replace(text, "tampered", StringComparison.Ordinal), Encoding.UTF8) { Headers = { ContentType = type } };
            request.Headers.Remove("X-Telegram-Bot-Api-Secret-Token");
        }

        using var response = await _http.SendAsync(request);
        Assert.True(!tamper || string.IsNullOrEmpty(await response.Content.ReadAsStringAsync()), "a refusal gives its reason away");
        return (int)response.StatusCode;
    }

    /// <summary>A webhook as the provider of a JSON channel writes it: WhatsApp's value, Messenger's event, Telegram's update.</summary>
    public async Task<int> PostAsync(string channel, string content)
    {
        var body = channel switch
        {
            "whatsapp" => $$$"""{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"number1"},{{{content}}}}}]}]}""",
            "messenger" => $$$"""{"object":"page","entry":[{"id":"page1","time":1,"messaging":[{{{content}}}]}]}""",
            _ => content,
        };
        var hash = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(body)));
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = channel switch
        {
            "telegram" => Json("/api/channels/telegram/main", body, ("X-Telegram-Bot-Api-Secret-Token", Secret)),
            "webhook" => Json("/api/channels/webhook/main", body, ("webhook-id", hash), ("webhook-timestamp", now), ("webhook-signature", Sign(hash, now, body))),
            _ => Json($"/api/channels/{channel}/main", body, ("X-Hub-Signature-256", "sha256=" + hash)),
        };
        using var response = await _http.SendAsync(request);
        return (int)response.StatusCode;
    }

    /// <summary>Twilio's form.</summary>
    public async Task<int> PostFormAsync(params (string Name, string Value)[] fields)
    {
        using var request = Form(PublicUrl, "/api/channels/sms/main", fields);
        using var response = await _http.SendAsync(request);
        return (int)response.StatusCode;
    }

    /// <summary>Twilio reports on a message.</summary>
    public async Task<int> ReportAsync(string to, string id, string status)
    {
        using var request = Form(PublicUrl + "/status", "/api/channels/sms/main/status", ("MessageSid", id), ("To", to), ("MessageStatus", status));
        using var response = await _http.SendAsync(request);
        return (int)response.StatusCode;
    }

    public async Task<(int Status, string Body)> GetAsync(string path)
    {
        using var response = await _http.GetAsync(path);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<(int Status, JsonNode? Body)> OpsAsync(HttpMethod method, string path, string? key = OpsKey, object? body = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : System.Net.Http.Json.JsonContent.Create(body) };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key);
        }

        using var response = await _http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(answer.Length == 0 || answer[0] is '{' or '[', $"{method} {path} was answered {(int)response.StatusCode} and no JSON: {answer}");
        return ((int)response.StatusCode, answer.Length == 0 ? null : JsonNode.Parse(answer));
    }

    public async Task<int> PostAsync(string path, int bytes)
    {
        using var response = await _http.PostAsync(path, new ByteArrayContent(new byte[bytes]));
        return (int)response.StatusCode;
    }

    public static bool VerifyWebhook(HttpRequest request, string body)
    {
        var (id, timestamp) = (request.Headers["webhook-id"].ToString(), request.Headers["webhook-timestamp"].ToString());
        return id.Length > 0 && !id.Contains('.') && request.Headers["webhook-signature"] == Sign(id, timestamp, body);
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Request(string channel, string from, string id, string text, string account)
    {
        switch (channel)
        {
            case "sms":
                return Form(PublicUrl, $"/api/channels/sms/{account}", ("MessageSid", id), ("From", from), ("To", "+1000"), ("Body", text), ("NumMedia", "0"));
            case "telegram":
                var update = new JsonObject
                {
                    ["update_id"] = id,
                    ["message"] = new JsonObject { ["chat"] = new JsonObject { ["id"] = from }, ["from"] = new JsonObject { ["first_name"] = from }, ["text"] = text },
                };
                return Json($"/api/channels/telegram/{account}", update.ToJsonString(), ("X-Telegram-Bot-Api-Secret-Token", Secret));
            case "webhook":
                var body = new JsonObject { ["type"] = "message", ["from"] = from, ["name"] = from, ["text"] = text }.ToJsonString();
                var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
                return Json($"/api/channels/webhook/{account}", body, ("webhook-id", id), ("webhook-timestamp", now), ("webhook-signature", Sign(id, now, body)));
            default:
                var meta = (channel == "whatsapp" ? WhatsApp(from, id, text) : Messenger(from, id, text)).ToJsonString();
                var hash = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(meta)));
                return Json($"/api/channels/{channel}/{account}", meta, ("X-Hub-Signature-256", "sha256=" + hash));
        }
    }

    private static JsonObject WhatsApp(string from, string id, string text) => new()
    {
        ["object"] = "whatsapp_business_account",
        ["entry"] = new JsonArray(new JsonObject
        {
            ["changes"] = new JsonArray(new JsonObject
            {
                ["field"] = "messages",
                ["value"] = new JsonObject
                {
                    ["metadata"] = new JsonObject { ["phone_number_id"] = "number1" },
                    ["contacts"] = new JsonArray(new JsonObject { ["wa_id"] = from, ["profile"] = new JsonObject { ["name"] = from } }),
                    ["messages"] = new JsonArray(new JsonObject
                    {
                        ["from"] = from,
                        ["id"] = id,
                        ["type"] = "text",
                        ["text"] = new JsonObject { ["body"] = text },
                    }),
                },
            }),
        }),
    };

    private static JsonObject Messenger(string from, string id, string text) => new()
    {
        ["object"] = "page",
        ["entry"] = new JsonArray(new JsonObject
        {
            ["id"] = "page1",
            ["messaging"] = new JsonArray(new JsonObject
            {
                ["sender"] = new JsonObject { ["id"] = from },
                ["message"] = new JsonObject { ["mid"] = id, ["text"] = text },
            }),
        }),
    };

    private static HttpRequestMessage Form(string url, string path, params (string Name, string Value)[] fields)
    {
        var signed = url + string.Concat(fields.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => f.Name + f.Value));
#pragma warning disable CA5350 // Twilio's choice.
        var signature = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(signed)));
#pragma warning restore CA5350
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
        request.Headers.Add("X-Twilio-Signature", signature);
        return request;
    }

    private static HttpRequestMessage Json(string path, string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return request;
    }

    private static string Sign(string id, string timestamp, string body) => "v1," + Convert.ToBase64String(
        HMACSHA256.HashData(Convert.FromBase64String(WebhookKey), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));
}
