namespace CustomerChat.Operating;

/// <summary>How much of a chat was removed.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Files">The number of files.</param>
public readonly record struct Removed(int Rows, int Files)
{
    /// <summary>Whether nothing of the chat existed.</summary>
    public bool IsNothing => Rows == 0 && Files == 0;
}
