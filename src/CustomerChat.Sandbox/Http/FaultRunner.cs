using System.Globalization;

namespace CustomerChat.Sandbox.Http;

/// <summary>Runs operations with the faults that are planned for them.</summary>
internal sealed class FaultRunner(FaultPlan plan, TimeProvider time)
{
    private const string Page = "<!doctype html><html><head><title>Forbidden</title></head><body><h1>Forbidden</h1></body></html>";

    public FaultPlan Plan => plan;

    /// <param name="run">The operation. It gets the fault, because some kinds of <see cref="Fault.Kind"/> change what the operation does.</param>
    /// <param name="instead">Makes the protocol's own answer to a fault, which replaces the operation's answer; null when the fault has no such answer.</param>
    public async Task<IResult> RunAsync(HttpContext context, string operation, Func<Fault?, IResult> run, Func<Fault, IResult?>? instead = null)
    {
        if (plan.Take(operation) is not { } fault)
        {
            return run(null);
        }

        var result = fault.AfterEffect ? run(fault) : null;
        await Task.Delay(TimeSpan.FromMilliseconds(fault.DelayMilliseconds), time);
        if (fault.Drop)
        {
            context.Abort();
            return TypedResults.Empty;
        }

        if (fault.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return Answer(fault, instead) ?? result ?? run(fault);
    }

    private static IResult? Answer(Fault fault, Func<Fault, IResult?>? instead) =>
        fault.Html ? TypedResults.Text(fault.Body ?? Page, "text/html", statusCode: fault.Status ?? 200)
        : fault.Body is null && instead?.Invoke(fault) is { } own ? own
        : fault.Status is { } status ? TypedResults.Text(fault.Body ?? "The server is unwell.", ContentType(fault), statusCode: status)
        : null;

    private static string ContentType(Fault fault) => fault.Body?.TrimStart().StartsWith('{') == true ? "application/json" : "text/plain";
}
