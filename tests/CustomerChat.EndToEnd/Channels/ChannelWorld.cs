using System.Globalization;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd.Channels;

/// <summary>A relay whose customers write through every channel, the providers, and where they keep the customers' files.</summary>
internal sealed class ChannelWorld : IAsyncDisposable
{
    public required FileHost Files { get; init; }

    public required ProviderEmulator Api { get; init; }

    public required Stack Stack { get; init; }

    public required Provider Provider { get; init; }

    public required AgentDriver Agent { get; init; }

    public HttpClient Http { get; } = new();

    /// <summary>The number of the customer of this test.</summary>
    public string Person { get; private set; } = "4917012345";

    public static async Task<ChannelWorld> StartAsync(AzuriteFixture azurite, string protocol = "gws")
    {
        var files = await FileHost.StartAsync();
        var api = await ProviderEmulator.StartAsync();
        api.Files = files;
        var settings = new Dictionary<string, string>(Provider.Settings(api.Address).Concat(Stack.Protocol(protocol)));
        foreach (var channel in new[] { "Sms", "WhatsApp", "Messenger", "Webhook" })
        {
            settings[$"Channels:{channel}:main:MediaHosts"] = files.Allowed;
        }

        settings["Files:LinkHosts"] = files.Allowed;
        var stack = await Stack.StartAsync(azurite, settings);
        return new() { Files = files, Api = api, Stack = stack, Provider = new Provider(stack.RelayAddress), Agent = stack.NewAgent() };
    }

    /// <summary>Another customer. The providers take everything, have been asked nothing and have no files. The contact centre has forgotten the earlier customers.</summary>
    public async Task BeginAsync()
    {
        Person = $"{long.Parse(Person, CultureInfo.InvariantCulture) + 1}";
        Files.Reset();
        Api.Reset();
        await Stack.RecoverAsync();
        await Stack.ForgetChatsAsync();
    }

    public string Media(string name) => new Uri(Api.Address, $"/2010-04-01/Accounts/AC1/Messages/MM1/Media/{name}").ToString();

    public Task<int> SendAsync(string channel, string id, string kind, string name)
    {
        var link = new Uri(Files.SecondHost, $"/cdn/{name}");
        return channel switch
        {
            "sms" => Provider.PostFormAsync(("MessageSid", id), ("From", Person), ("To", "+1000"), ("Body", ""), ("NumMedia", "1"), ("MediaUrl0", Media(name))),
            "whatsapp" => Provider.PostAsync("whatsapp", $$$"""
                "contacts":[{"wa_id":"{{{Person}}}","profile":{"name":"{{{Person}}}"}}],"messages":[{"from":"{{{Person}}}","id":"{{{id}}}","type":"{{{kind}}}","{{{kind}}}":{"id":"{{{name}}}","mime_type":"x/y"}}]
                """),
            "messenger" => Provider.PostAsync("messenger", $$$"""
                {"sender":{"id":"{{{Person}}}"},"message":{"mid":"{{{id}}}","attachments":[{"type":"{{{kind}}}","payload":{"url":"{{{link}}}"}}]}}
                """),
            "telegram" => Provider.PostAsync("telegram", $$$"""
                {"update_id":{{{id}}}5,"message":{"chat":{"id":"{{{Person}}}"},"from":{"first_name":"{{{Person}}}"},{{{(kind == "image" ? $$"""
                "photo":[{"file_id":"small"},{"file_id":"{{name}}"}]
                """ : $$"""
                "{{kind}}":{"file_id":"{{name}}"}
                """)}}}}}
                """),
            _ => Provider.PostAsync("webhook", $$$"""{"type":"message","from":"{{{Person}}}","name":"{{{Person}}}","files":[{"url":"{{{link}}}","kind":"{{{kind}}}"}]}"""),
        };
    }

    /// <summary>The links that the agent got, in order.</summary>
    public async Task<IReadOnlyList<string>> LinksAsync(string chat, int count)
    {
        var texts = await Until.IsAsync(() => Agent.TextsAsync(chat), texts => texts.Count(t => t.Contains("/api/files/", StringComparison.Ordinal)) >= count);
        return [.. texts.Where(t => t.Contains("/api/files/", StringComparison.Ordinal)).Select(t => t[t.IndexOf("http", StringComparison.Ordinal)..])];
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Agent.Dispose();
        Provider.Dispose();
        await Stack.DisposeAsync();
        await Api.DisposeAsync();
        await Files.DisposeAsync();
    }
}

/// <summary>One <see cref="ChannelWorld"/> for the tests of a class, each with a customer of its own.</summary>
public sealed class SharedChannelWorld(AzuriteFixture azurite) : IAsyncLifetime
{
    private ChannelWorld? _world;

    public Task InitializeAsync() => Task.CompletedTask;

    internal async Task<ChannelWorld> TakeAsync()
    {
        _world ??= await ChannelWorld.StartAsync(azurite);
        await _world.BeginAsync();
        return _world;
    }

    public async Task DisposeAsync()
    {
        if (_world is not null)
        {
            await _world.DisposeAsync();
        }
    }
}
