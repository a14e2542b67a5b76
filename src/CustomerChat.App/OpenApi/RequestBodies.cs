namespace CustomerChat.App.OpenApi;

// The bodies of customers' requests, as the document describes them. The relay reads them leniently, field by field (OperationReader,
// ActivityReader).

/// <param name="OperationName"><c>RequestChat</c>.</param>
/// <param name="Nickname">The customer's name.</param>
/// <param name="Subject">What the chat is about.</param>
/// <param name="Endpoint">The queue at the contact centre.</param>
/// <param name="UserData">What the agent sees about the customer.</param>
internal sealed record RequestChatBody(string OperationName, string Nickname, string Subject, string? Endpoint, Dictionary<string, string>? UserData);

/// <param name="OperationName"><c>SendMessage</c>, <c>SendStartTypingNotification</c>, <c>SendStopTypingNotification</c> or <c>Complete</c>.</param>
/// <param name="Text">The text of a SendMessage.</param>
internal sealed record OperationBody(string OperationName, string? Text);

internal sealed record StartBody(UserBody? User, StartData? ChannelData);

internal sealed record UserBody(string? Id, string? Name);

/// <param name="Subject">What the chat is about.</param>
/// <param name="Endpoint">The queue at the contact centre.</param>
/// <param name="UserData">Data for the agent.</param>
/// <param name="IsMessage">The customer leaves a message: the chat does not end because no agent joins in time.</param>
internal sealed record StartData(string? Subject, string? Endpoint, Dictionary<string, string>? UserData, bool? IsMessage);

/// <param name="Type"><c>message</c>, <c>typing</c>, <c>endOfConversation</c> or <c>event</c>.</param>
/// <param name="Text">The text of a message.</param>
/// <param name="From">Accepted, but not used: the token says who the customer is.</param>
/// <param name="ChannelData">Holds the client's own id of the activity.</param>
internal sealed record ActivityBody(string Type, string? Text, UserBody? From, DirectLine.ClientData? ChannelData);
