using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using CustomerChat.App.Api;
using CustomerChat.App.Http;
using CustomerChat.App.Ops;

namespace CustomerChat.App.OpenApi;

/// <summary>Makes the OpenAPI 3.1 document of <see cref="ApiOperations"/>: schemas from the contracts' types, errors from <see cref="ApiError"/>.</summary>
internal static partial class ApiDocument
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    /// <summary>
    /// The schema describes numbers as the relay writes them. The relay also reads a number from a string. A schema that said so would give
    /// a generated client the type "string or number".
    /// </summary>
    private static readonly JsonSerializerOptions Written = new(Json) { NumberHandling = JsonNumberHandling.Strict };

    /// <summary>
    /// Marks the schema of a property that may be left out. The mark is removed when the schema of the type that has the property is made.
    /// </summary>
    private const string MayBeLeftOut = "x-may-be-left-out";

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

        schemas[type.Name] ??= Schema(type);
        return Named(type);

        static JsonObject Named(Type type) => new() { ["$ref"] = $"#/components/schemas/{type.Name}" };

        JsonNode Schema(Type of) => Written.GetJsonSchemaAsNode(of, new()
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) =>
            {
                if (node is not JsonObject schema)
                {
                    return node;
                }

                if (schema.ContainsKey("$ref") && context.TypeInfo.Kind != JsonTypeInfoKind.Object)
                {
                    // For a type that it has described before, the exporter writes a reference to that place. Contracts move to schemas of
                    // their own, so the reference would be wrong: describe the type again.
                    return Schema(context.TypeInfo.Type);
                }

                var mayBeNull = schema["type"] is JsonArray types && types.Any(t => (string?)t == "null");
                var isWritten = mayBeNull && WritesNull(of, context.PropertyInfo);
                RequireWhatIsWritten(schema);
                Size(schema, context.TypeInfo.Type);
                if (mayBeNull && !(isWritten && context.TypeInfo.Kind != JsonTypeInfoKind.Object))
                {
                    schema["type"] = ((JsonArray)schema["type"]!).Select(t => (string?)t).Single(t => t != "null");
                }

                if (!context.Path.IsEmpty && context.TypeInfo.Kind == JsonTypeInfoKind.Object && context.TypeInfo.Type != typeof(object))
                {
                    // A contract inside another one gets a schema with a name of its own, so that a generated client makes one type of it.
                    schemas[context.TypeInfo.Type.Name] ??= schema;
                    schema = Named(context.TypeInfo.Type);
                    schema = isWritten ? new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) } : schema;
                }

                if (mayBeNull)
                {
                    schema[MayBeLeftOut] = true;
                }

                return schema;
            },
        });
    }

    /// <summary>Operators' replies, the health reply, and a property that says so write null. All others leave out null values.</summary>
    private static bool WritesNull(Type contract, JsonPropertyInfo? property) =>
        contract.Namespace == typeof(OpsApi).Namespace
        || contract == typeof(HealthReply)
        || property?.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), false) is [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.Never }];

    /// <summary>Takes a property that may be null out of <c>required</c>: it may be left out.</summary>
    private static void RequireWhatIsWritten(JsonObject schema)
    {
        if (schema["properties"] is not JsonObject properties)
        {
            return;
        }

        var left = properties.Where(p => p.Value is JsonObject property && property.Remove(MayBeLeftOut)).Select(p => p.Key).ToHashSet();
        var required = schema["required"] is JsonArray all ? all.Select(r => (string)r!).Where(r => !left.Contains(r)).ToList() : [];
        if (required.Count == 0)
        {
            schema.Remove("required");
        }
        else
        {
            schema["required"] = new JsonArray([.. required.Select(r => JsonValue.Create(r))]);
        }
    }

    private static void Size(JsonObject schema, Type type)
    {
        if ((Nullable.GetUnderlyingType(type) ?? type) is var number && (number == typeof(int) || number == typeof(long)))
        {
            schema["format"] = number == typeof(int) ? "int32" : "int64";
        }
    }

    /// <summary>Removes properties that are null.</summary>
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
