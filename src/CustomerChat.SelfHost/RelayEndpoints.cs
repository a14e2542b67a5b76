using CustomerChat.App.Http;

namespace CustomerChat.SelfHost;

/// <summary>The relay on Kestrel. Every request that no page of the self-host takes goes to the router that both hosts share.</summary>
internal static class RelayEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        // The keys are read at the start, so that a key that is too short is reported at the start.
        var keys = app.ServiceProvider.GetRequiredService<OperatorsKeys>();
        app.Map("/{**path}", (HttpRequest request, RelayRouter router, CancellationToken token) => router.RunAsync(request, keys.NameOf(request), token));
    }
}
