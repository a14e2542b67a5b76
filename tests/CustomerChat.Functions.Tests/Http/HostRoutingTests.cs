using System.Text.Json.Nodes;
using CustomerChat.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerChat.Functions.Tests.Http;

/// <summary>
/// The Functions host sorts functions by name, without regard to case, and takes the first whose template and method match
/// (FunctionMetadataManager, WebScriptHostHttpRoutesManager in Azure/azure-functions-host). It knows no precedence: a catch-all
/// whose name sorts early takes what is meant for others. Held here against the metadata that the host reads.
/// </summary>
public class HostRoutingTests
{
    /// <summary>Which function is in charge of a route, by the beginning of its template; the first that fits.</summary>
    private static readonly (string Prefix, string Suffix, string[] Functions)[] InCharge =
    [
        ("api/v2/", "{id}/messages", ["ReadMessages", "ReadMyMessages"]),
        ("api/v2/", "{id}", ["PostToChat", "PostToMyChat"]),
        ("api/v2/", "{*path}", ["SecureApi"]),
        ("api/v2/", "", ["OpenChat", "OpenMyChat"]),
        ("api/channels/", "/status", ["ReportFromChannel"]),
        ("api/channels/", "", ["ReceiveFromChannel"]),
        ("api/ops", "", ["Operate"]),
        ("api/availability", "", ["Availability"]),
        ("api/files/", "", ["Files"]),
        ("api/health/", "", ["Health"]),
        ("api/openapi.json", "", ["OpenApi"]),
        ("v3/directline/", "", ["DirectLine"]),
        ("widget.js", "", ["WidgetScript"]),
        ("widget/", "", ["WidgetFiles"]),
        ("ops/", "", ["OperatorsPage"]),
    ];

    private static readonly IInlineConstraintResolver Constraints = new ServiceCollection().AddLogging()
        .AddRouting(options => options.SetParameterPolicy<RegexInlineRouteConstraint>("regex"))
        .BuildServiceProvider().GetRequiredService<IInlineConstraintResolver>();

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    private static readonly IReadOnlyList<Trigger> Triggers = Read();

    public static TheoryData<string> Templates => [.. RelayRoutes.All.Select(r => r.Template).Distinct()];

    [Theory]
    [MemberData(nameof(Templates))]
    public void EveryMethodOfARoute_ByTheHostsRule_ReachesTheFunctionInChargeOfIt(string template)
    {
        var path = "/" + template.Replace("{*path}", "some/thing", StringComparison.Ordinal)
            .Replace("{id}", "7f6c0a9e-58b5-4c8b-9d7e-2f0e9f5d7a11", StringComparison.Ordinal).Replace("{account}", "main", StringComparison.Ordinal);
        var expected = InCharge.First(
            c => template.StartsWith(c.Prefix, StringComparison.Ordinal) && template.EndsWith(c.Suffix, StringComparison.Ordinal)).Functions;
        Assert.All(Methods, method => Assert.Contains(Find(Triggers, method, path)?.Name, expected));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/nothing")]
    [InlineData("/robots.txt")]
    public void AnUnknownPath_ByTheHostsRule_ReachesTheFunctionThatSortsLast(string path) =>
        Assert.All(Methods, method => Assert.Equal("WrongRoute", Find(Triggers, method, path)?.Name));

    /// <summary>What was seen before: a catch-all that sorts first takes every route of its prefix.</summary>
    [Theory]
    [InlineData("SecureApi", "/api/v2/chats")]
    [InlineData("WrongRoute", "/api/health/live")]
    public void ACatchAll_ThatSortedFirst_WouldTakeWhatIsMeantForOthers(string catchAll, string path)
    {
        var renamed = Triggers.Select(t => t.Name == catchAll ? t with { Name = "AAA" } : t).ToList();
        Assert.Equal("AAA", Find(renamed, "GET", path)?.Name);
        Assert.NotEqual(catchAll, Find(Triggers, "GET", path)?.Name);
    }

    [Fact]
    public void OperatorsPathsAlone_WantAKeyOfTheHost() =>
        Assert.All(Triggers, t => Assert.Equal(t.Route.StartsWith(Routes.Ops + "/", StringComparison.Ordinal) ? "Function" : "Anonymous", t.AuthLevel));

    [Fact]
    public void SignedInOperatorsPaths_ByTheHostsRule_ReachTheirFunction() =>
        Assert.All(Methods, method => Assert.Equal("OperateSignedIn", Find(Triggers, method, "/api/signed-in/ops/chats/7f6c0a9e/transcript")?.Name));

    private static Trigger? Find(IEnumerable<Trigger> triggers, string method, string path)
    {
        foreach (var trigger in triggers.OrderBy(t => t.Name, StringComparer.OrdinalIgnoreCase))
        {
            var template = TemplateParser.Parse(trigger.Route);
            var values = new RouteValueDictionary();
            if (new TemplateMatcher(template, []).TryMatch(path, values)
                && (trigger.Methods.Count == 0 || trigger.Methods.Contains(method, StringComparer.OrdinalIgnoreCase))
                && template.Parameters.All(p => p.InlineConstraints.All(c =>
                    Constraints.ResolveConstraint(c.Constraint)!.Match(new DefaultHttpContext(), null, p.Name!, values, RouteDirection.IncomingRequest))))
            {
                return trigger;
            }
        }

        return null;
    }

    private static List<Trigger> Read() =>
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "functions.metadata")))!.AsArray()
            .Select(f => (Name: (string)f!["name"]!, Binding: f["bindings"]!.AsArray().FirstOrDefault(b => (string?)b!["type"] == "httpTrigger")))
            .Where(f => f.Binding is not null)
            .Select(f => new Trigger(
                f.Name, (string)f.Binding!["route"]!, (string)f.Binding["authLevel"]!, [.. (f.Binding["methods"]?.AsArray() ?? []).Select(m => (string)m!)]))];

    private sealed record Trigger(string Name, string Route, string AuthLevel, IReadOnlyList<string> Methods);
}
