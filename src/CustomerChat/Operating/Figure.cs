namespace CustomerChat.Operating;

/// <summary>Measurements of one quantity: their number, their sum and the largest one.</summary>
/// <param name="Count">The number of measurements.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="Max">The largest measurement.</param>
public readonly record struct Figure(long Count, double Sum, double Max)
{
    /// <summary>The mean; null = nothing was measured.</summary>
    public double? Mean => Count == 0 ? null : Sum / Count;

    /// <summary>The figure of one measurement.</summary>
    public static Figure Of(double value) => new(1, value, value);

    /// <summary>Adds two figures.</summary>
    public static Figure operator +(Figure a, Figure b) =>
        a.Count == 0 ? b : b.Count == 0 ? a : new(a.Count + b.Count, a.Sum + b.Sum, Math.Max(a.Max, b.Max));
}
