namespace CustomerChat.Operating;

/// <summary>What was measured of one thing: how often, how much together, and the most.</summary>
/// <param name="Count">How many measurements.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="Max">The largest one.</param>
public readonly record struct Figure(long Count, double Sum, double Max)
{
    /// <summary>The mean; null = nothing was measured.</summary>
    public double? Mean => Count == 0 ? null : Sum / Count;

    /// <summary>One measurement.</summary>
    public static Figure Of(double value) => new(1, value, value);

    /// <summary>Both together.</summary>
    public static Figure operator +(Figure a, Figure b) =>
        a.Count == 0 ? b : b.Count == 0 ? a : new(a.Count + b.Count, a.Sum + b.Sum, Math.Max(a.Max, b.Max));
}
