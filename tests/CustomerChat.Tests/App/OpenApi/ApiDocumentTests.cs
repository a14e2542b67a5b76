using System.Reflection;
using System.Text.Json.Nodes;
using CustomerChat.App.Http;
using CustomerChat.App.OpenApi;

namespace CustomerChat.Tests.App.OpenApi;

public class ApiDocumentTests
{
    /// <summary>Pages, and the two that refuse everything.</summary>
    private static readonly string[] NotOfTheApi = [Routes.WidgetScript, Routes.WidgetFiles, Routes.OpsFiles, Routes.SecureApi, Routes.DirectLineOther];

    private static readonly string Root = Path.GetFullPath(Path.Combine(
        typeof(ApiDocumentTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ProjectDirectory").Value!, "..", ".."));

    private static readonly JsonObject Document = JsonNode.Parse(ApiDocument.Text)!.AsObject();

    [Fact]
    public void Paths_OfTheDocument_AreTheRouteTable()
    {
        var served = RelayRoutes.All.Where(r => !NotOfTheApi.Contains(r.Template)).ToList();
        var described = Document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(v => (Path: p.Key, Verb: v.Key))).ToList();

        Assert.Equal(served.Select(r => "/" + r.Template).Distinct().Order(), described.Select(d => d.Path).Distinct().Order());

        // A route that takes every method answers 405 itself to those that are not described; the others are described one by one.
        Assert.Equal(
            served.SelectMany(r => r.Methods.Select(m => (Path: "/" + r.Template, Verb: m.ToLowerInvariant()))).Order(),
            described.Where(d => served.Exists(r => "/" + r.Template == d.Path && r.Methods.Length > 0)).Order());
    }

    [Fact]
    public void Operations_All_HaveExamplesErrorsAndADifferentId()
    {
        var operations = Document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject()).Select(v => v.Value!.AsObject()).ToList();
        Assert.Equal(operations.Count, operations.Select(o => (string)o["operationId"]!).Distinct().Count());
        Assert.All(operations, o =>
        {
            Assert.NotNull(o["summary"]);
            Assert.NotNull(o["security"]);
            Assert.Contains(o["responses"]!.AsObject(), r => r.Key[0] == '2' || r.Key == "415");
            Assert.All(
                (o["requestBody"]?["content"]?.AsObject() ?? []).Select(c => c.Value!), c => Assert.NotEmpty(c["examples"]!.AsObject()));
            if (o["security"]!.AsArray().Count > 0)
            {
                Assert.Contains(o["responses"]!.AsObject(), r => r.Key[0] == '4');
            }
        });
    }

    [Fact]
    public void Schemas_AreOfTheContracts()
    {
        var schema = Document["components"]!["schemas"]!["RequestChatReply"]!;
        Assert.Equal(["id", "path", "statusCode"], schema["properties"]!.AsObject().Select(p => p.Key));
    }

    [Fact]
    public void Schemas_OfNumbers_AreNumbers_AndWhatIsAlwaysWrittenIsRequired()
    {
        var message = Document["components"]!["schemas"]!["MessageReply"]!;
        Assert.Equal(("integer", "int64"), ((string?)message["properties"]!["index"]!["type"], (string?)message["properties"]!["index"]!["format"]));
        Assert.Equal(["index", "type", "from", "timestamp"], message["required"]!.AsArray().Select(r => (string?)r));

        // A customer's reply leaves out what is null; an operator's writes it.
        Assert.Equal("string", (string?)message["properties"]!["text"]!["type"]);
        Assert.Equal(["string", "null"], Document["components"]!["schemas"]!["ChatSummary"]!["properties"]!["account"]!["type"]!.AsArray().Select(t => (string?)t));
        Assert.Equal(["string", "null"], Document["components"]!["schemas"]!["AvailabilityReply"]!["properties"]!["opensAt"]!["type"]!.AsArray().Select(t => (string?)t));
    }

    [Fact]
    public void Schemas_OfContractsWithinOthers_HaveNamesThatAreThere()
    {
        var schemas = Document["components"]!["schemas"]!.AsObject();
        Assert.Equal("#/components/schemas/ParticipantReply", (string?)schemas["MessageReply"]!["properties"]!["from"]!["$ref"]);
        Assert.Equal("#/components/schemas/RuntimeReply", (string?)schemas["ChatDetailReply"]!["properties"]!["runtime"]!["anyOf"]![0]!["$ref"]);
        Assert.All(References(Document), r => Assert.Contains(r["#/components/schemas/".Length..], schemas.Select(s => s.Key)));
        Assert.DoesNotContain("x-", string.Concat(schemas.Select(s => s.Value!.ToJsonString())), StringComparison.Ordinal);

        static IEnumerable<string> References(JsonNode? node) => node switch
        {
            JsonObject o when o["$ref"] is JsonValue reference => [(string)reference!],
            JsonObject o => o.SelectMany(p => References(p.Value)),
            JsonArray a => a.SelectMany(References),
            _ => [],
        };
    }

    /// <summary>What clients are made of is what is served. After a change of the API: npm run generate, in clients.</summary>
    [Fact]
    public void Document_IsTheOneThatClientsAreMadeOf()
    {
        var file = Path.Combine(Root, "clients", "openapi.json");
        if (Environment.GetEnvironmentVariable("WRITE_OPENAPI") == "1")
        {
            File.WriteAllText(file, ApiDocument.Text + "\n");
        }

        Assert.True(ApiDocument.Text + "\n" == File.ReadAllText(file).ReplaceLineEndings("\n"), "The API has changed: npm run generate, in clients.");
    }
}
