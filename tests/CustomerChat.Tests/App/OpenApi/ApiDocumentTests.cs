using System.Text.Json.Nodes;
using CustomerChat.App;
using CustomerChat.App.Http;
using CustomerChat.App.OpenApi;
using CustomerChat.SelfHost;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace CustomerChat.Tests.App.OpenApi;

public class ApiDocumentTests
{
    /// <summary>Pages, and the two that refuse everything.</summary>
    private static readonly string[] NotOfTheApi = [Routes.WidgetScript, Routes.WidgetFiles, Routes.OpsFiles, Routes.SecureApi, Routes.DirectLineOther];

    private static readonly JsonObject Document = JsonNode.Parse(ApiDocument.Text)!.AsObject();

    [Fact]
    public void Paths_OfTheDocument_AreTheRouteTable()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddCustomerChat();
        var app = builder.Build();
        RelayEndpoints.Map(app);
        var served = ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => !NotOfTheApi.Contains(e.RoutePattern.RawText!.TrimStart('/')))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => (Path: "/" + e.RoutePattern.RawText!.TrimStart('/'), Verb: m.ToLowerInvariant(), Count: e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Count)))
            .ToList();
        var described = Document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(v => (Path: p.Key, Verb: v.Key))).ToList();

        Assert.Equal(served.Select(s => s.Path).Distinct().Order(), described.Select(d => d.Path).Distinct().Order());
        Assert.All(described, d => Assert.Contains(served, s => (s.Path, s.Verb) == d));

        // A route that takes every verb answers 405 itself to those that are not described; the others are described verb by verb.
        Assert.All(served.Where(s => s.Count < Verbs.All.Count), s => Assert.Contains((s.Path, s.Verb), described));
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
}
