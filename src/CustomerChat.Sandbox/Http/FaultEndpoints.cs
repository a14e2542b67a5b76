using CustomerChat.Sandbox.Chats;
using CustomerChat.Sandbox.DirectLine;
using CustomerChat.Sandbox.Gms;

namespace CustomerChat.Sandbox.Http;

/// <summary>For tests: planned faults, the counts of calls, and the gaps between requests.</summary>
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
        app.MapGet("/sandbox/gaps", (SandboxContactCenter center) =>
            TypedResults.Json(center.Chats.Where(c => c.State != SandboxChat.Idle).Select(c => c.LongestGap.TotalSeconds)));
        app.MapDelete("/sandbox/gaps", (SandboxContactCenter center) =>
        {
            foreach (var chat in center.Chats)
            {
                chat.RestartGap();
            }

            return TypedResults.NoContent();
        });

        // Puts the sandbox into the state after a restart: it keeps nothing.
        app.MapDelete("/sandbox/chats", (SandboxContactCenter center, GmsSessions gms, DirectLineConversations conversations, DirectLineTokens tokens) =>
        {
            center.ForgetChats();
            gms.Forget();
            conversations.Forget();
            tokens.Forget();
            return TypedResults.NoContent();
        });
        app.MapGet("/sandbox/calls", (FaultPlan plan) => TypedResults.Json(plan.Calls));
    }
}
