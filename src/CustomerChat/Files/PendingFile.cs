using System.Globalization;
using System.Security.Cryptography;

namespace CustomerChat.Files;

/// <summary>A file of a customer's message that is still to be fetched from the channel's provider.</summary>
/// <param name="Index">The entry that it came with.</param>
/// <param name="Number">Which of its files, from 0.</param>
/// <param name="Reference">As the provider names it.</param>
/// <param name="Attempts">How often it was tried in vain, by the schedule.</param>
/// <param name="After">It is not to be tried before.</param>
public sealed record PendingFile(long Index, int Number, FileReference Reference, int Attempts = 0, DateTimeOffset? After = null)
{
    /// <summary>
    /// A place in the chat's folder, another one at each try: what a process throws away is never the copy that another one has brought. What a crash leaves goes with
    /// the chat.
    /// </summary>
    public string NewPart() => string.Create(CultureInfo.InvariantCulture, $"{Index}-{Number}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");

    public bool IsDue(DateTimeOffset now) => !(After > now);

    /// <summary>The same file, whatever was tried meanwhile.</summary>
    public bool Is(PendingFile other) => Index == other.Index && Number == other.Number;
}
