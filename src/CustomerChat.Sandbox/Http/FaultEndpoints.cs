namespace CustomerChat.Sandbox.Http;

/// <summary>Faults on demand, and the counts of calls: for tests.</summary>
internal static class FaultEndpoints
{
    public static void Map(WebApplication app)
    {
        app.MapPost("/sandbox/faults", (Fault fault, FaultPlan plan) =>
        {
            plan.Add(fault);
            return TypedResults.NoContent();
        });
        app.MapDelete("/sandbox/faults", (FaultPlan plan) =>
        {
            plan.Clear();
            return TypedResults.NoContent();
        });
        app.MapGet("/sandbox/calls", (FaultPlan plan) => TypedResults.Json(plan.Calls));
    }
}
