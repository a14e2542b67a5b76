namespace CustomerChat.App.DirectLine;

/// <summary>What a token is bound to.</summary>
/// <param name="Id">The conversation: the chat's id.</param>
/// <param name="ContactCenterId">Its contact centre.</param>
/// <param name="UserId">The customer's id in the client's activities.</param>
/// <param name="Nickname">The customer's name, where the token was made with one.</param>
public sealed record DirectLineConversation(string Id, string ContactCenterId, string UserId, string? Nickname = null)
{
    /// <summary>The client is Web Chat: see <see cref="TranscriptActivities.After"/>. Only in a stream's token.</summary>
    public bool SaysEnd { get; init; }
}
