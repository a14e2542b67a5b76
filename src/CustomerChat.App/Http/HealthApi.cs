using System.Reflection;
using CustomerChat.ContactCenter;
using CustomerChat.Delivery;
using CustomerChat.Ledger;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Http;

/// <summary>
/// For probes. Live: the process answers. With wrong settings it would not have started. Ready: the storage answers too. The reply also
/// counts the contact centres by how their polls have gone lately. A contact centre that is down does not make the relay unready: the relay
/// still takes messages.
/// </summary>
public sealed class HealthApi(IChatStore store, ContactCenterDirectory centers, AccountFaults faults, TimeProvider time)
{
    /// <summary>The version and, after a plus, the commit that it was built from.</summary>
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
/// <param name="Commit">The commit that the relay was built from.</param>
/// <param name="Storage">reachable or unreachable.</param>
/// <param name="ContactCenters">
/// How many contact centres are polled, failing, or idle (no chat, so no poll). Anybody may ask, so the reply names none.
/// </param>
/// <param name="AccountsAtFault">How many channel accounts take nothing until somebody fixes them. Operators see which ones.</param>
public sealed record HealthReply(string Status, string Version, string Commit, string? Storage, IReadOnlyDictionary<string, int>? ContactCenters, int? AccountsAtFault);
