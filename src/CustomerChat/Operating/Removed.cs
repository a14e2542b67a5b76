namespace CustomerChat.Operating;

/// <summary>What was removed of a chat.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Files">How many files.</param>
public readonly record struct Removed(int Rows, int Files)
{
    /// <summary>There was nothing of such a chat.</summary>
    public bool IsNothing => Rows == 0 && Files == 0;
}
