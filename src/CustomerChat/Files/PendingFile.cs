namespace CustomerChat.Files;

/// <summary>A file of a customer's message that is still to be fetched from the channel's provider.</summary>
/// <param name="Index">The entry that it came with.</param>
/// <param name="Number">Which of its files, from 0.</param>
/// <param name="Reference">As the provider names it.</param>
/// <param name="Attempts">How often it was tried in vain, by the schedule.</param>
/// <param name="After">It is not to be tried before.</param>
public sealed record PendingFile(long Index, int Number, FileReference Reference, int Attempts = 0, DateTimeOffset? After = null)
{
    /// <summary>Its place in the chat's folder: the same at every try, so that it is there once.</summary>
    public string Part => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Index}-{Number}");

    public bool IsDue(DateTimeOffset now) => !(After > now);

    /// <summary>The same file, whatever was tried meanwhile.</summary>
    public bool Is(PendingFile other) => Index == other.Index && Number == other.Number;
}
