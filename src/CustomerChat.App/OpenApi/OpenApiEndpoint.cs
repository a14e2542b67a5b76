using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.OpenApi;

/// <summary><c>GET /api/openapi.json</c></summary>
public static class OpenApiEndpoint
{
    public static IResult Get() => TypedResults.Text(ApiDocument.Text, "application/json; charset=utf-8");
}
