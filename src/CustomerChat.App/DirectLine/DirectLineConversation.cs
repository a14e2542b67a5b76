namespace CustomerChat.App.DirectLine;

/// <summary>The conversation that a token belongs to.</summary>
/// <param name="Id">The conversation's id, which is the chat's id.</param>
/// <param name="UserId">The customer's id in the client's activities.</param>
/// <param name="Nickname">The customer's name; null = the token was made without one.</param>
public sealed record DirectLineConversation(string Id, string ContactCenterId, string UserId, string? Nickname = null)
{
    /// <summary>
    /// The client is Web Chat: see <see cref="TranscriptActivities.After"/>. Of all tokens only a stream's token carries this.
    /// </summary>
    public bool SaysEnd { get; init; }
}
