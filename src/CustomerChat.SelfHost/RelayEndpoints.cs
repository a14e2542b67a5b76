using CustomerChat.App.Http;

namespace CustomerChat.SelfHost;

/// <summary>The relay on Kestrel: whatever no page of the self-host's own takes goes to the router of both hosts.</summary>
internal static class RelayEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        // Asked for here, so that a key that is too short is told at the start.
        var keys = app.ServiceProvider.GetRequiredService<OperatorsKeys>();
        app.Map("/{**path}", (HttpRequest request, RelayRouter router, CancellationToken token) => router.RunAsync(request, keys.NameOf(request), token));
    }
}
