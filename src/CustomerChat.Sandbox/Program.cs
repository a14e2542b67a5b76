using CustomerChat.Sandbox;

await using var sandbox = SandboxServer.Build(args);
await sandbox.StartAsync();
Console.WriteLine($"Sandbox contact centre {SandboxOptions.ContactCenterId}: {SandboxServer.Describe(sandbox)}");
await sandbox.WaitForShutdownAsync();
