namespace CustomerChat.Operating;

/// <summary>What an operator asked for. Never holds a key, a text or an address.</summary>
/// <param name="At">When.</param>
/// <param name="Operator">Who: the name of the key, or of the person who signed in.</param>
/// <param name="Action">The method and the route, as <c>GET api/ops/chats/{id}/transcript</c>, and of an export the format, as <c>GET api/ops/consents as csv</c>.</param>
/// <param name="Subject">The id in the route; of a chat's id the first eight digits. Null = the route has none.</param>
public sealed record AuditEntry(DateTimeOffset At, string Operator, string Action, string? Subject);
