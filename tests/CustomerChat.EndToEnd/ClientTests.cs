using System.Diagnostics;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd;

/// <summary>The typed clients: what is in the folder clients is what the generators make now, and its examples talk to the relay as it is.</summary>
[Collection(Lanes.Operators)]
public class ClientTests(SharedStack shared) : IClassFixture<SharedStack>
{
    private static readonly string Clients = Path.GetFullPath(Path.Combine(PageServer.Project, "..", "..", "clients"));

    private static readonly string[] Generated = ["csharp/CustomerChat.Client/Generated", "typescript"];

    [Fact]
    public async Task Clients_MadeAnew_AreTheOnesThatAreHere()
    {
        var folder = Directory.CreateTempSubdirectory("clients-").FullName;
        try
        {
            foreach (var file in new[] { "package.json", "openapi.json", ".config/dotnet-tools.json" })
            {
                var copy = Path.Combine(folder, file);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(Path.Combine(Clients, file), copy);
            }

            Directory.CreateDirectory(Path.Combine(folder, "typescript"));
            Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules"), Path.Combine(Clients, "node_modules"));
            await RunAsync("npm", ["run", "csharp"], folder);
            await RunAsync("npm", ["run", "typescript"], folder);

            var made = Files(folder).ToDictionary(f => f, f => File.ReadAllText(Path.Combine(folder, f)));
            Assert.NotEmpty(made);
            Assert.Equal(Files(Clients).Where(f => !f.StartsWith("typescript", StringComparison.Ordinal)).Order(), made.Keys.Where(f => !f.StartsWith("typescript", StringComparison.Ordinal)).Order());
            Assert.All(made, m => Assert.True(m.Value.ReplaceLineEndings() == File.ReadAllText(Path.Combine(Clients, m.Key)).ReplaceLineEndings(), $"{m.Key} is made otherwise now: npm run generate, in clients."));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static IEnumerable<string> Files(string root) => Generated.Select(g => Path.Combine(root, g)).Where(Directory.Exists)
            .SelectMany(g => Directory.EnumerateFiles(g, "*", SearchOption.AllDirectories)).Where(f => Path.GetExtension(f) is ".cs" || f.EndsWith("schema.d.ts", StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(root, f).Replace('\\', '/'));
    }

    [Theory]
    [InlineData("typescript")]
    [InlineData("csharp")]
    public async Task Example_AgainstTheRelay_HasAConversation(string language)
    {
        var stack = await shared.TakeAsync();
        using var agent = stack.NewAgent();
        string[] arguments = [stack.RelayAddress.ToString().TrimEnd('/'), Stack.CenterId, "Größe 38? 😀"];
        var example = language == "csharp"
            ? RunAsync("dotnet", [Path.Combine(Clients, "csharp/Example/bin", Configuration, "net10.0/CustomerChat.Client.Example.dll"), .. arguments], Clients)
            : RunAsync("npm", ["run", "--silent", "example", "--", .. arguments], Clients);

        var chat = await agent.AcceptAsync();
        Assert.Equal(["Größe 38? 😀"], await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count > 0));
        await agent.SayAsync(chat, "Ja, sofort.");

        Assert.EndsWith(": Ja, sofort.", (await example).Trim(), StringComparison.Ordinal);
        await Until.IsAsync(() => agent.ChatsAsync(), chats => chats.Count == 0);
    }

    private static string Configuration => Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;

    private static async Task<string> RunAsync(string program, string[] arguments, string folder)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };

        // The generator does not ask whether there is a newer one.
        start.Environment["KIOTA_OFFLINE_ENABLED"] = "true";
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await output} {await errors}");
        return await output;
    }
}
