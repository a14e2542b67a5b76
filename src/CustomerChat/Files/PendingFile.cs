using System.Globalization;
using System.Security.Cryptography;

namespace CustomerChat.Files;

/// <summary>A file of a customer's message that is still to be fetched from the channel's provider.</summary>
/// <param name="Index">The index of the entry that the file came with.</param>
/// <param name="Number">The number of the file in the message, from 0.</param>
/// <param name="Reference">The provider's description of the file.</param>
/// <param name="Attempts">How many tries of the schedule have failed.</param>
/// <param name="After">The file is not tried before this time; null = it may be tried now.</param>
public sealed record PendingFile(long Index, int Number, FileReference Reference, int Attempts = 0, DateTimeOffset? After = null)
{
    /// <summary>
    /// A new place in the chat's folder for each try. So the file that one process removes is never the copy that another process has
    /// added. A file that a crash leaves behind is removed with the chat.
    /// </summary>
    public string NewPart() => string.Create(CultureInfo.InvariantCulture, $"{Index}-{Number}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");

    public bool IsDue(DateTimeOffset now) => !(After > now);

    /// <summary>Whether both are the same file, whatever tries were made in between.</summary>
    public bool Is(PendingFile other) => Index == other.Index && Number == other.Number;
}
