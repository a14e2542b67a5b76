using System.Reflection;
using CustomerChat.ContactCenter;
using CustomerChat.Delivery;
using CustomerChat.Ledger;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Http;

/// <summary>
/// For probes. Live: the process answers; its settings were right, or it would not have started. Ready: its storage answers too, and the
/// contact centres are said to have been polled lately, or not. A contact centre that is down does not make the relay unready: it goes on taking messages.
/// </summary>
public sealed class HealthApi(IChatStore store, ContactCenterDirectory centers, AccountFaults faults, TimeProvider time)
{
    /// <summary>Version and, after a plus, the commit that it was built of.</summary>
    internal static readonly string Version =
        typeof(HealthApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static readonly string[] Parts = Version.Split('+', 2);

    public static IResult Live() => TypedResults.Json(new HealthReply("live", Parts[0], Parts.ElementAtOrDefault(1) ?? "unknown", null, null, null));

    public async Task<IResult> ReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.LoadAsync("health", cancellationToken);
            return Reply("ready", "reachable", StatusCodes.Status200OK, (await faults.ListAsync(cancellationToken)).Count);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Reply("not ready", "unreachable", StatusCodes.Status503ServiceUnavailable, null);
        }
    }

    private IResult Reply(string status, string storage, int code, int? accountsAtFault) =>
        TypedResults.Json(
            new HealthReply(
                status, Parts[0], Parts.ElementAtOrDefault(1) ?? "unknown", storage,
                centers.Health(time.GetUtcNow()).CountBy(center => center.Value).OrderBy(count => count.Key, StringComparer.Ordinal).ToDictionary(), accountsAtFault),
            statusCode: code);
}

/// <param name="Status">live, ready or not ready.</param>
/// <param name="Version">The relay's version.</param>
/// <param name="Commit">The commit that it was built of.</param>
/// <param name="Storage">reachable or unreachable.</param>
/// <param name="ContactCenters">How many contact centres are polled, failing, or idle (no chat, so no poll). Anybody may ask, so none is named.</param>
/// <param name="AccountsAtFault">How many channel accounts take nothing until people have mended something; operators see which.</param>
public sealed record HealthReply(string Status, string Version, string Commit, string? Storage, IReadOnlyDictionary<string, int>? ContactCenters, int? AccountsAtFault);
