using CustomerChat.App.Http;

namespace CustomerChat.SelfHost;

/// <summary>The relay on Kestrel: whatever no page of the self-host's own takes goes to the router of both hosts.</summary>
internal static class RelayEndpoints
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.Map("/{**path}", (HttpRequest request, RelayRouter router, OperatorsKey key, CancellationToken token) =>
            router.RunAsync(request, key.IsShownBy(request), token));
}
