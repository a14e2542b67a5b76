using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using CustomerChat.App.Api;
using CustomerChat.App.Http;

namespace CustomerChat.App.OpenApi;

/// <summary>Makes the OpenAPI 3.1 document of <see cref="ApiOperations"/>: schemas from the contracts' types, errors from <see cref="ApiError"/>.</summary>
internal static partial class ApiDocument
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private static readonly JsonSchemaExporterOptions Strict = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (_, schema) =>
        {
            // What may be null may be left out.
            if (schema is JsonObject { } type && type["required"] is JsonArray required && type["properties"] is JsonObject properties)
            {
                var needed = required.Select(r => (string)r!).Where(r => properties[r]?["type"] is not JsonArray).ToList();
                type["required"] = needed.Count == 0 ? null : new JsonArray([.. needed.Select(r => JsonValue.Create(r))]);
                if (needed.Count == 0)
                {
                    type.Remove("required");
                }
            }

            return schema;
        },
    };

    /// <summary>The document, made once.</summary>
    public static string Text { get; } = Make().ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    private static JsonObject Make()
    {
        var (paths, schemas) = (new JsonObject(), new JsonObject());
        foreach (var operation in ApiOperations.All)
        {
            var path = "/" + operation.Route;
            if (paths[path] is not JsonObject item)
            {
                paths[path] = item = [];
            }

            item[operation.Verb] = Describe(operation, schemas);
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "CustomerChatFunctions",
                ["version"] = HealthApi.Version.Split('+')[0],
                ["description"] = "A relay between customers and a contact centre whose chat API can only be polled.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = new JsonArray([.. ApiOperations.Tags.Select(t => new JsonObject { ["name"] = t.Name, ["description"] = t.Description })]),
            ["paths"] = paths,
            ["webhooks"] = ApiWebhooks.Describe(schemas, Reference),
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject
                {
                    [nameof(Guard.ContactCenter)] = Key("ContactCenterId", "The id of the contact centre. Not a secret: it says which one serves the chat."),
                    [nameof(Guard.OpsKey)] = Key("x-functions-key", "An operator's key: a function key, or at the self-host the setting Ops:Key."),
                    [nameof(Guard.Token)] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["description"] = "A conversation's token, or a site's secret where a token is made.",
                    },
                },
            },
        };

        static JsonObject Key(string header, string description) =>
            new() { ["type"] = "apiKey", ["in"] = "header", ["name"] = header, ["description"] = description };
    }

    private static JsonObject Describe(ApiOperation operation, JsonObject schemas)
    {
        var described = new JsonObject
        {
            ["operationId"] = operation.Id,
            ["tags"] = new JsonArray(operation.Tag),
            ["summary"] = operation.Summary,
            ["security"] = operation.Guards.Count == 0 ? [] : new JsonArray([.. operation.Guards.Select(g => new JsonObject { [g.ToString()] = new JsonArray() })]),
        };
        var parameters = Placeholder().Matches(operation.Route).Select(m => Parameter(m.Groups[1].Value, "path", required: true, m.Groups[1].Value switch { "id" => "The id.", "token" => "The sealed part of the link.", _ => "The account's name in the settings." }))
            .Concat(operation.Query.Select(q => Parameter(q.Name, "query", required: false, q.Description)));
        described["parameters"] = new JsonArray([.. parameters]);
        if (operation.Examples.Count > 0)
        {
            var content = new JsonObject { ["schema"] = operation.Request is null ? new JsonObject { ["type"] = "object" } : Reference(operation.Request, schemas), ["examples"] = Examples(operation.Examples) };
            described["requestBody"] = new JsonObject { ["required"] = true, ["content"] = new JsonObject { [operation.RequestType] = content } };
        }

        var responses = new JsonObject
        {
            [operation.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)] = new JsonObject
            {
                ["description"] = operation.Success,
                ["content"] = operation.Reply is null ? null : new JsonObject
                {
                    [operation.ReplyType] = operation.Reply == typeof(string)
                        ? new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } }
                        : new JsonObject { ["schema"] = Reference(operation.Reply, schemas), ["example"] = operation.ReplyExample?.DeepClone() },
                },
            },
        };
        foreach (var errors in operation.Errors.GroupBy(e => e.Status).OrderBy(g => g.Key))
        {
            responses[errors.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)] = Error(operation, [.. errors], schemas);
        }

        described["responses"] = responses;
        Prune(described);
        return described;
    }

    private static JsonObject Error(ApiOperation operation, ApiError[] errors, JsonObject schemas)
    {
        var description = string.Join(" Or: ", errors.Select(e => e.Message));
        if (operation.ErrorType is null)
        {
            return new JsonObject { ["description"] = description };
        }

        var examples = errors.Select((e, i) => ($"example{i + 1}", JsonSerializer.SerializeToNode(operation.ErrorExample(e), Json)!));
        return new JsonObject
        {
            ["description"] = description,
            ["content"] = new JsonObject
            {
                ["application/json"] = new JsonObject { ["schema"] = Reference(operation.ErrorType, schemas), ["examples"] = Examples([.. examples]) },
            },
        };
    }

    private static JsonObject Parameter(string name, string place, bool required, string description) => new()
    {
        ["name"] = name,
        ["in"] = place,
        ["required"] = required,
        ["description"] = description,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonObject Examples(IReadOnlyList<(string Name, JsonNode Value)> examples) =>
        new(examples.Select(e => KeyValuePair.Create<string, JsonNode?>(e.Name, new JsonObject { ["value"] = e.Value.DeepClone() })));

    private static JsonObject Reference(Type type, JsonObject schemas)
    {
        if (type == typeof(object))
        {
            return new JsonObject { ["type"] = "object" };
        }

        var place = $"#/components/schemas/{type.Name}";
        schemas[type.Name] ??= Placed(Json.GetJsonSchemaAsNode(type, Strict), place);
        return new JsonObject { ["$ref"] = place };
    }

    /// <summary>A schema that names a part of itself, as where a type stands twice in it, names it by where it lies in the document.</summary>
    private static JsonNode Placed(JsonNode schema, string place)
    {
        foreach (var child in schema switch { JsonObject all => all.Select(c => c.Value), JsonArray all => all, _ => Enumerable.Empty<JsonNode?>() })
        {
            if (child is not null)
            {
                Placed(child, place);
            }
        }

        if (schema is JsonObject node && node["$ref"]?.GetValue<string>() is { } part)
        {
            node["$ref"] = place + part[1..];
        }

        return schema;
    }

    /// <summary>What is null is left out.</summary>
    private static void Prune(JsonObject node)
    {
        foreach (var (name, value) in node.ToList())
        {
            if (value is null)
            {
                node.Remove(name);
            }
            else if (value is JsonObject child && name is not ("value" or "example"))
            {
                Prune(child);
            }
        }
    }

    [GeneratedRegex(@"\{\*?(\w+)\}")]
    private static partial Regex Placeholder();
}
