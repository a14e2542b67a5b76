using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace CustomerChat.Tests;

/// <summary>What is deployed: compiled and linted by the Bicep compiler, which comes with the packages.</summary>
public partial class InfraTests
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<(int Code, string Said)>>> Built = new();

    private static readonly string Infra = Path.GetFullPath(Path.Combine(Metadata("ProjectDirectory"), "..", "..", "infra"));

    /// <summary>The compiler compiles and lints the modules with the file that uses them: so these two are the whole of it.</summary>
    [Fact]
    public async Task Bicep_OfTheWholeDeployment_CompilesAndLintsWithoutAWarning()
    {
        var used = new HashSet<string>();
        foreach (var file in new[] { "main.bicep", "relay.bicep" })
        {
            var (code, said) = await BuildAsync(file);
            Assert.Equal(0, code);
            Assert.StartsWith("{", said, StringComparison.Ordinal);
            used.UnionWith(ModulesOf(file));
        }

        Assert.Equal(Directory.GetFiles(Infra, "*.bicep", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Infra, f)).Order(), used.Order());
    }

    [Fact]
    public void Bicep_EachParameter_HasADescription()
    {
        foreach (var file in Directory.GetFiles(Infra, "*.bicep", SearchOption.AllDirectories))
        {
            var lines = File.ReadAllLines(file);
            foreach (var (line, index) in lines.Select((line, index) => (line, index)).Where(l => l.line.StartsWith("param ", StringComparison.Ordinal)))
            {
                var before = lines[..index].Reverse().TakeWhile(l => l.Length > 0 && !l.StartsWith("param ", StringComparison.Ordinal));
                Assert.True(before.Any(l => Description().IsMatch(l)), $"{Path.GetFileName(file)}: {line} has no description");
            }
        }
    }

    [Fact]
    public async Task Template_OfTheWholeDeployment_HasNoSharedKeyNoPlatformCorsAndNoSecretInASetting()
    {
        var (_, template) = await BuildAsync("main.bicep");
        Assert.Contains("\"allowSharedKeyAccess\": false", template, StringComparison.Ordinal);
        Assert.DoesNotContain("listKeys", template, StringComparison.Ordinal);
        Assert.DoesNotContain("\"cors\"", template, StringComparison.Ordinal);
        Assert.Contains("@Microsoft.KeyVault(SecretUri=", template, StringComparison.Ordinal);
        Assert.Contains("dotnet-isolated", template, StringComparison.Ordinal);
    }

    /// <summary>With a private network, nothing public is left of storage and vault, and each of their services has an endpoint and a name in it.</summary>
    [Fact]
    public async Task Template_WithAPrivateNetwork_HasAnEndpointForEachServiceAndNothingPublic()
    {
        var (_, template) = await BuildAsync("main.bicep");
        Assert.Equal(2, template.Split("\"publicNetworkAccess\": \"[if(parameters('privateNetwork'), 'Disabled', 'Enabled')]\"").Length - 1);
        Assert.All(new[] { "privatelink.blob.", "privatelink.queue.", "privatelink.table.", "privatelink.vaultcore.azure.net" }, zone => Assert.Contains(zone, template, StringComparison.Ordinal));
        Assert.Contains("\"virtualNetworkSubnetId\": \"[if(empty(parameters('subnetId')), null(), parameters('subnetId'))]\"", template, StringComparison.Ordinal);
    }

    /// <summary>The template of a file, compiled once.</summary>
    private static Task<(int Code, string Said)> BuildAsync(string file) => Built.GetOrAdd(file, f => new(() => RunAsync("build", f, "--stdout"))).Value;

    /// <summary>A file and the modules that it uses, and theirs.</summary>
    private static IEnumerable<string> ModulesOf(string file) => File.ReadAllLines(Path.Combine(Infra, file))
        .Select(line => Module().Match(line)).Where(m => m.Success)
        .SelectMany(m => ModulesOf(Path.GetRelativePath(Infra, Path.Combine(Infra, Path.GetDirectoryName(file)!, m.Groups[1].Value))))
        .Append(file);

    [GeneratedRegex(@"^@description\('[^']")]
    private static partial Regex Description();

    [GeneratedRegex("^module [A-Za-z]+ '([^']+)'")]
    private static partial Regex Module();

    /// <summary>Runs the compiler; its exit code, and everything that it says.</summary>
    private static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        var bicep = Path.Combine(Metadata("NuGetPackages"), "azure.bicep.commandline.linux-x64", Metadata("BicepVersion"), "tools", "bicep");
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(bicep, File.GetUnixFileMode(bicep) | UnixFileMode.UserExecute);
        }

        using var process = Process.Start(new ProcessStartInfo(bicep, arguments) { WorkingDirectory = Infra, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, (await error + await output).Trim());
    }

    private static string Metadata(string key) =>
        typeof(InfraTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
