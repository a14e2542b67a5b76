namespace CustomerChat.App.OpenApi;

// The bodies of customers' requests, as the document describes them. They are read leniently, field by field (OperationReader, ActivityReader).

/// <param name="OperationName"><c>RequestChat</c>.</param>
/// <param name="Nickname">The customer's name.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Endpoint">The queue at the contact centre.</param>
/// <param name="UserData">What the agent is to see of the customer.</param>
internal sealed record RequestChatBody(string OperationName, string Nickname, string Subject, string? Endpoint, Dictionary<string, string>? UserData);

/// <param name="OperationName"><c>SendMessage</c>, <c>SendStartTypingNotification</c>, <c>SendStopTypingNotification</c> or <c>Complete</c>.</param>
/// <param name="Text">Of a message.</param>
internal sealed record OperationBody(string OperationName, string? Text);

internal sealed record StartBody(UserBody? User, StartData? ChannelData);

internal sealed record UserBody(string? Id, string? Name);

internal sealed record StartData(string? Subject, string? Endpoint, Dictionary<string, string>? UserData);

/// <param name="Type"><c>message</c>, <c>typing</c>, <c>endOfConversation</c> or <c>event</c>.</param>
/// <param name="Text">Of a message.</param>
/// <param name="From">Taken, and not needed: the token says who it is.</param>
/// <param name="ChannelData">With the client's own id of the activity.</param>
internal sealed record ActivityBody(string Type, string? Text, UserBody? From, DirectLine.ClientData? ChannelData);
