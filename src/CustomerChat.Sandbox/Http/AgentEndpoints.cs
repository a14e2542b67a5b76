using System.Text;
using System.Text.Json.Nodes;
using CustomerChat.Sandbox.Chats;
using CustomerChat.Sandbox.Events;

namespace CustomerChat.Sandbox.Http;

/// <summary>The agents' API. Agents log in with HTTP Basic.</summary>
internal sealed class AgentEndpoints(SandboxContactCenter center, RelayNews news, TimeProvider time)
{
    private const int MaxEarlier = 20;

    public static void Map(WebApplication app)
    {
        app.MapGet("/api/v2/me", (HttpRequest request, AgentEndpoints api) => api.AsAgent(request, api.Me));
        app.MapPost("/api/v2/me", (HttpRequest request, AgentEndpoints api) => api.AsAgentAsync(request, Session));
        app.MapGet("/api/v2/me/chats", (HttpRequest request, AgentEndpoints api) => api.AsAgent(request, agent => api.Chats(agent, request)));
        app.MapGet("/api/v2/me/chats/{id}", (HttpRequest request, string id, AgentEndpoints api) =>
            api.AsAgent(request, _ => api.Chat(id)));
        app.MapGet("/api/v2/me/chats/{id}/messages", (HttpRequest request, string id, AgentEndpoints api) =>
            api.AsAgent(request, _ => api.Messages(id)));
        app.MapGet("/api/v2/me/chats/{id}/earlier", (HttpRequest request, string id, AgentEndpoints api) =>
            api.AsAgent(request, _ => api.Earlier(id)));
        app.MapPost("/api/v2/me/chats/{id}", (HttpRequest request, string id, AgentEndpoints api) =>
            api.AsAgentAsync(request, (agent, body) => api.Operate(agent, id, body)));
        app.MapFallback("/api/v2/{*path}", (HttpRequest request, AgentEndpoints api) =>
            api.AsAgent(request, _ => Replies.From(new ChatFailure(404, 6, "There is no such resource."))));
    }

    private IResult Me(SandboxAgent agent) => TypedResults.Json(new
    {
        user = new { userName = agent.User, colleagues = center.Agents.Select(a => a.User).Where(u => u != agent.User), state = agent.InSession ? agent.Ready ? "Ready" : "NotReady" : "LoggedOut" },
        statusCode = 0,
    });

    private static IResult Session(SandboxAgent agent, JsonObject body)
    {
        (agent.InSession, agent.Ready, var known) = Json.Text(body, "operationName") switch
        {
            "StartContactCenterSession" => (true, true, true),
            "EndContactCenterSession" => (false, false, true),
            "Ready" => (true, true, true),
            "NotReady" => (agent.InSession, false, true),
            _ => (agent.InSession, agent.Ready, false),
        };
        return Replies.From(known ? null : ChatFailure.UnknownOperation);
    }

    /// <summary>The chats that wait for this agent, and the agent's own chats. With <c>state=Idle</c>: the ended chats of all agents, newest first.</summary>
    private IResult Chats(SandboxAgent agent, HttpRequest request)
    {
        var now = time.GetUtcNow();
        var chats = request.Query["state"] == SandboxChat.Idle
            ? center.Chats.Where(c => c.State == SandboxChat.Idle).OrderByDescending(c => c.EndedAt).Take(100)
            : center.Chats.Where(c => c.State != SandboxChat.Idle && c.IsFor(agent.User)).OrderBy(c => c.OpenedAt);
        return TypedResults.Json(new { chats = chats.Select(c => Replies.AgentsChat(c, news.CustomerOf(c), now)), statusCode = 0 });
    }

    private IResult Chat(string id) => center.Find(id) is { } chat
        ? TypedResults.Json(new { chat = Replies.AgentsChat(chat, news.CustomerOf(chat), time.GetUtcNow()), statusCode = 0 })
        : Replies.From(ChatFailure.NotFound);

    private IResult Messages(string id) =>
        center.Find(id) is { } chat ? Replies.AgentsMessages(chat.Messages(1, forAgents: true), news.DeliveriesOf(chat)) : Replies.From(ChatFailure.NotFound);

    /// <summary>The customer's earlier chats from the same address, newest first.</summary>
    private IResult Earlier(string id) => center.Find(id) is { } chat
        ? TypedResults.Json(new { chats = news.EarlierOf(chat, center.Chats).Take(MaxEarlier).Select(c => Replies.AgentsChat(c, news.CustomerOf(c), time.GetUtcNow())), statusCode = 0 })
        : Replies.From(ChatFailure.NotFound);

    private IResult Operate(SandboxAgent agent, string id, JsonObject body)
    {
        if (center.Find(id) is not { } chat)
        {
            return Replies.From(ChatFailure.NotFound);
        }

        var text = Json.Text(body, "text");
        return Replies.From(Json.Text(body, "operationName") switch
        {
            "Accept" => chat.Accept(agent.User, Json.Text(body, "nickname") ?? agent.User),
            "Reject" => chat.Reject(agent.User),
            "SendMessage" => Require("text", text) ?? chat.AgentSays(agent.User, "Text", text),
            "SendToAgents" => Require("text", text) ?? chat.AgentSays(agent.User, "Text", text, forAgents: true),
            "SendStartTypingNotification" => chat.AgentSays(agent.User, "TypingStarted"),
            "SendStopTypingNotification" => chat.AgentSays(agent.User, "TypingStopped"),
            "SendCustomNotice" => Require("noticeText", Json.Text(body, "noticeText"))
                ?? chat.AgentSays(agent.User, "CustomNotice", noticeText: Json.Text(body, "noticeText")),
            "SendUrl" => Require("url", Json.Text(body, "url")) ?? chat.AgentSays(agent.User, "PushUrl", url: Json.Text(body, "url")),
            "Transfer" => Transfer(agent, chat, body),
            "Leave" or "Complete" => chat.AgentEnds(agent.User),
            "SetDisposition" => chat.SetData(agent.User, Json.Text(body, "disposition") ?? "", null, null),
            "AttachUserData" or "UpdateUserData" => chat.SetData(agent.User, null, Json.Map(body, "userData"), null),
            "DeleteUserData" => chat.SetData(agent.User, null, null, (body["keys"] as JsonArray)?.Select(k => k?.ToString() ?? "")),
            null => ChatFailure.Missing("operationName"),
            _ => ChatFailure.UnknownOperation,
        });
    }

    private ChatFailure? Transfer(SandboxAgent agent, SandboxChat chat, JsonObject body)
    {
        var (queue, target) = (Json.Text(body, "queueName"), Json.Text(body, "targetUri"));
        if (queue is null && target is null)
        {
            return ChatFailure.Missing("queueName or targetUri");
        }

        var user = target?[(target.LastIndexOf('/') + 1)..];
        return user is not null && center.Agents.All(a => a.User != user)
            ? new ChatFailure(400, 10, "There is no such agent.")
            : chat.Transfer(agent.User, queue, user);
    }

    private static ChatFailure? Require(string name, string? value) => value is null ? ChatFailure.Missing(name) : null;

    private IResult AsAgent(HttpRequest request, Func<SandboxAgent, IResult> run) =>
        Agent(request) is { } agent ? run(agent) : NotAuthenticated(request);

    private async Task<IResult> AsAgentAsync(HttpRequest request, Func<SandboxAgent, JsonObject, IResult> run)
    {
        if (Agent(request) is not { } agent)
        {
            return NotAuthenticated(request);
        }

        var (body, failure) = await Json.ReadAsync(request);
        return body is null ? Replies.From(failure) : run(agent, body);
    }

    internal static IResult NotAuthenticated(HttpRequest request)
    {
        // A page that sets the Authorization header itself sends X-Requested-With too. For such a page, the browser must not ask for a password.
        if (!request.Headers.ContainsKey("X-Requested-With"))
        {
            request.HttpContext.Response.Headers.WWWAuthenticate = "Basic realm=\"sandbox\"";
        }

        return Replies.From(new ChatFailure(401, 20, "Authentication is required."));
    }

    /// <summary>The agent who makes the request; null = the credentials are missing or wrong.</summary>
    internal SandboxAgent? Agent(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } header] || !header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var buffer = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[6..].Trim(), buffer, out var length))
        {
            return null;
        }

        var credentials = Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2);
        return credentials is [var user, var password] ? center.Authenticate(user, password) : null;
    }
}
