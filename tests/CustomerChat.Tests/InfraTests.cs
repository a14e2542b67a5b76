using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;

namespace CustomerChat.Tests;

/// <summary>What is deployed: compiled and linted by the Bicep compiler, which comes with the packages.</summary>
public class InfraTests
{
    private static readonly string Infra = Path.GetFullPath(Path.Combine(Metadata("ProjectDirectory"), "..", "..", "infra"));

    public static TheoryData<string> Files => [.. Directory.GetFiles(Infra, "*.bicep", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Infra, f))];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Bicep_EachFile_CompilesAndLintsWithoutAWarning(string file)
    {
        Assert.Equal((0, ""), await RunAsync("lint", file));
        var (code, template) = await RunAsync("build", file, "--stdout");
        Assert.Equal(0, code);
        var parameters = JsonNode.Parse(template[template.IndexOf('{', StringComparison.Ordinal)..])!["parameters"]?.AsObject() ?? [];
        Assert.All(parameters, p => Assert.False(string.IsNullOrEmpty((string?)p.Value!["metadata"]?["description"]), $"{p.Key} has no description"));
    }

    [Fact]
    public async Task Template_OfTheWholeDeployment_HasNoSharedKeyNoPlatformCorsAndNoSecretInASetting()
    {
        var (_, template) = await RunAsync("build", "main.bicep", "--stdout");
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
        var (_, template) = await RunAsync("build", "main.bicep", "--stdout");
        Assert.Equal(2, template.Split("\"publicNetworkAccess\": \"[if(parameters('privateNetwork'), 'Disabled', 'Enabled')]\"").Length - 1);
        Assert.All(new[] { "privatelink.blob.", "privatelink.queue.", "privatelink.table.", "privatelink.vaultcore.azure.net" }, zone => Assert.Contains(zone, template, StringComparison.Ordinal));
        Assert.Contains("\"virtualNetworkSubnetId\": \"[if(empty(parameters('subnetId')), null(), parameters('subnetId'))]\"", template, StringComparison.Ordinal);
    }

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
