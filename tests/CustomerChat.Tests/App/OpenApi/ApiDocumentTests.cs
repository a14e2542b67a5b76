using System.Text.Json.Nodes;
using CustomerChat.App.Http;
using CustomerChat.App.OpenApi;

namespace CustomerChat.Tests.App.OpenApi;

public class ApiDocumentTests
{
    /// <summary>Pages, and the two that refuse everything.</summary>
    private static readonly string[] NotOfTheApi = [Routes.WidgetScript, Routes.WidgetFiles, Routes.OpsFiles, Routes.SecureApi, Routes.DirectLineOther];

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

    /// <summary>Also within a schema in which a type stands twice.</summary>
    [Fact]
    public void References_All_LeadSomewhere()
    {
        var references = References(Document).Distinct().ToList();
        Assert.Contains(references, r => r.StartsWith("#/components/schemas/MinutesReply/", StringComparison.Ordinal));
        Assert.All(references, r => Assert.NotNull(r.Split('/')[1..].Aggregate((JsonNode?)Document, (node, name) => node is JsonArray list ? list[int.Parse(name, null)] : node?[name])));

        static IEnumerable<string> References(JsonNode? node) => node switch
        {
            JsonObject all => all.SelectMany(c => c.Key == "$ref" ? [(string)c.Value!] : References(c.Value)),
            JsonArray all => all.SelectMany(References),
            _ => [],
        };
    }

    [Fact]
    public void Schemas_AreOfTheContracts()
    {
        var schema = Document["components"]!["schemas"]!["RequestChatReply"]!;
        Assert.Equal(["id", "path", "statusCode"], schema["properties"]!.AsObject().Select(p => p.Key));
    }
}
