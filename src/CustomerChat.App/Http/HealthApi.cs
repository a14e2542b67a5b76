using System.Reflection;
using CustomerChat.Relay;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Http;

/// <summary>For probes: live (the process answers) and ready (its storage answers too).</summary>
public sealed class HealthApi(IChatStore store)
{
    private static readonly string Version =
        typeof(HealthApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static IResult Live() => TypedResults.Json(new { status = "live", version = Version });

    public async Task<IResult> ReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.LoadAsync("health", cancellationToken);
            return TypedResults.Json(new { status = "ready", version = Version });
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return TypedResults.Json(new { status = "not ready", storage = "unreachable", version = Version }, statusCode: 503);
        }
    }
}
