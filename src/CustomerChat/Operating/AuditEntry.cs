namespace CustomerChat.Operating;

/// <summary>A request of an operator. It never holds a key, a text or an address.</summary>
/// <param name="At">When the operator asked.</param>
/// <param name="Operator">The name of the operator's key, or the name of the user who signed in.</param>
/// <param name="Action">
/// The method and the route, such as <c>GET api/ops/chats/{id}/transcript</c>. For an export also the format, such as <c>GET
/// api/ops/consents as csv</c>.
/// </param>
/// <param name="Subject">The id in the route; for a chat only the first eight digits of its id. Null = the route has no id.</param>
public sealed record AuditEntry(DateTimeOffset At, string Operator, string Action, string? Subject);
