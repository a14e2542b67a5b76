using CustomerChat.App;
using CustomerChat.App.Files;
using CustomerChat.Files;
using CustomerChat.Sandbox;
using CustomerChat.SelfHost;
using CustomerChat.SelfHost.Azurite;
using CustomerChat.SelfHost.Pages;

try
{
    var builder = WebApplication.CreateSlimBuilder(args);
    if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
    {
        builder.WebHost.UseUrls("http://127.0.0.1:7071");
    }

    // The host does not log why it can't start: the catch blocks below print it in a sentence.
    builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    await using var azurite = await builder.AddAzuriteAsync();
    await using var sandbox = await builder.AddSandboxAsync();
    builder.AddCustomerChat();
    builder.AddLocalChatRuntime();

    await using var app = builder.Build();
    app.ValidateSettings();
    app.UseWebSockets(new() { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(30) });
    RelayEndpoints.Map(app);
    ShopPage.Map(app);
    await app.StartAsync();

    app.Services.GetRequiredService<RelayAddress>().ListensOn(app.Urls.First());
    if (!app.Services.GetRequiredService<FileKeeper>().IsOn)
    {
        Console.WriteLine("Files are off: they need a blob storage, and in Files:PublicUrl the address by which agents reach the relay.");
    }

    Console.WriteLine($"Relay:   {app.Urls.First()} (a shop with the chat in its corner)");
    if (sandbox is not null)
    {
        Console.WriteLine($"Sandbox: {SandboxServer.Describe(sandbox)}");
    }

    Console.WriteLine("Ready. Ctrl-C stops it all.");
    await app.WaitForShutdownAsync();
    return 0;
}
catch (StartupException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
catch (Exception e) when (SettingsFaults.Of(e) is { Count: > 0 } faults)
{
    Console.Error.WriteLine($"The settings have {faults.Count} fault(s):{Environment.NewLine}{string.Join(Environment.NewLine, faults)}");
    return 1;
}
catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    Console.Error.WriteLine($"{e.Message}{Environment.NewLine}Stop what listens there, or choose another address: --urls http://127.0.0.1:8071 (relay), --Sandbox:Urls http://127.0.0.1:8072.");
    return 1;
}
