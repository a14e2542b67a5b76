using CustomerChat.Functions.Instances;
using Microsoft.Extensions.Logging.Abstractions;

// Settings come by environment variables, as in the Functions host: Engine__ConnectionString, Engine__Hub, Engine__Role, and the relay's own.
var settings = new ConfigurationBuilder().AddEnvironmentVariables().Build();
var service = StorageBackend.New(settings["Engine:ConnectionString"]!, settings["Engine:Hub"]!, NullLoggerFactory.Instance);
await service.CreateIfNotExistsAsync();
await using var instance = await Instance.StartAsync(
    Enum.Parse<InstanceRole>(settings["Engine:Role"]!), service, service, settings.AsEnumerable());
Console.WriteLine($"Listening: {instance.Address}");
await instance.WaitForShutdownAsync();

// The engine's dispatchers wait for activities that they had handed out; those have aborted, and their work is another instance's.
Environment.Exit(0);
